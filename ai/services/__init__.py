"""What a person, a job or a member of staff can ask of AI; one module for each matter."""
