"""What is looked after every two seconds: messages to send, lost workers, lost messages."""

from jobs import outbox, settling


def sweep() -> None:
    settling.reap()
    settling.resend_lost()
    outbox.relay()
