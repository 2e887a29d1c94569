"""The work of video jobs: steps over files and FFmpeg. Knows nothing of HTTP and queues nothing."""
