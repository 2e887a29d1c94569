"""What a person can ask of videos, one flow a module: library, uploading, editing."""
