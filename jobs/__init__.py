"""One Job for every kind of long work: submit, claim, progress, cancel, settle; events and the socket."""
