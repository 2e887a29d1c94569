"""The library, uploads, playback, the operation catalogue and the FFmpeg engine."""
