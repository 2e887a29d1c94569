"""What is made of a film beside films: storyboards, waveforms, frames, scenes and streams. Free of Django."""
