"""The media engine: probing, operations, FFmpeg graphs and the sandbox they run in; free of Django."""
