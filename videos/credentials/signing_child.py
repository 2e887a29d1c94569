"""The child that signs a file, or reads what was signed. A script of `signing.py`; never imported.

It locks itself down before it opens the file, and answers one JSON object on stdout: `{}` when the signed
copy is written, `{"found": ...}` with what it read, or `{"refused": why}`.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import c2pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from videos.media.launcher import lock_down

# No small pictures: what they show is in the file. Nothing is fetched, and nobody is trusted or not here.
SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}


def sign(spec: dict[str, Any], context: c2pa.Context) -> None:
    info = c2pa.C2paSignerInfo(
        alg=spec["algorithm"].encode(),
        sign_cert=spec["chain"].encode(),
        private_key=spec["key"].encode(),
        ta_url=None,
    )
    builder = c2pa.Builder(json.dumps(spec["note"]), context)
    with Path(spec["path"]).open("rb") as source, Path(spec["output"]).open("w+b") as target:
        builder.sign(c2pa.Signer.from_info(info), spec["note"]["format"], source, target)


def read(spec: dict[str, Any], context: c2pa.Context) -> dict[str, Any]:
    with Path(spec["path"]).open("rb") as source:
        reader = c2pa.Reader.try_create(spec["read"], source, context=context)
        if reader is None:
            return {}
        found: dict[str, Any] = json.loads(reader.json())
        return {**found, "validation_state": reader.get_validation_state()}


def main() -> None:
    spec = json.load(sys.stdin)
    context = c2pa.Context(c2pa.Settings.from_dict(SETTINGS))
    write = [str(Path(spec["output"]).parent)] if spec["output"] else []
    # What does not fit into its memory the library puts aside, where it may.
    os.environ["TMPDIR"] = write[0] if write else "/"
    lock_down({**spec, "read": [spec["path"]], "execute": [], "write": write})
    try:
        if spec["output"]:
            sign(spec, context)
            answer: dict[str, Any] = {}
        else:
            answer = {"found": read(spec, context)}
    except (c2pa.C2paError, OSError, ValueError) as refusal:
        answer = {"refused": str(refusal)[:1000]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
