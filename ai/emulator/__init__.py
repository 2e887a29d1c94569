"""One small server that speaks for OpenAI, Replicate, ElevenLabs, Stripe and YouTube, for their real SDKs.

`make emulator` starts it for trying the whole platform offline with "vendor" keys; tests start it in a
thread. What a vendor's page documents is answered as documented, the rest is 404. It checks no key.
Control: POST /_script (see `world.World.script`), DELETE /_script, GET /_billed, GET /_log;
/_inbox/NAME keeps what is posted to it.
"""
