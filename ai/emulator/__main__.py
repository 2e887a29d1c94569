"""`make emulator`: starts it and prints what to export, so that the platform takes it for the vendors."""

import argparse
import signal
import sys
import threading

from ai.emulator.server import running

ENVIRONMENT = """\
export OPENAI_API_KEY=sk-emulator OPENAI_BASE_URL={0}/openai/v1 OPENAI_VIDEOS=1
export REPLICATE_API_TOKEN=r8-emulator REPLICATE_BASE_URL={0}/replicate
export ELEVENLABS_API_KEY=xi-emulator ELEVENLABS_BASE_URL={0}/elevenlabs
export STRIPE_SECRET_KEY=sk_test_emulator STRIPE_BASE_URL={0}/stripe STRIPE_WEBHOOK_SECRET=whsec_emulator
export YOUTUBE_BASE_URL={0}/youtube YOUTUBE_CLIENT_ID=emulator YOUTUBE_CLIENT_SECRET=emulator"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ai.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    port = parser.parse_args().port
    # Ended in whatever way, it takes its files with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with running(port) as world:
        out = sys.stdout
        out.write(f"# The emulator listens at {world.address}. In the shell of `make run`:\n")
        out.write(f"{ENVIRONMENT.format(world.address)}\n")
        out.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            out.write("\nStopped.\n")


if __name__ == "__main__":
    main()
