from videos.media.tests.conftest import ffmpeg, film, film_info

__all__ = ["ffmpeg", "film", "film_info"]
