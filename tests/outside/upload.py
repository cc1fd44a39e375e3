"""The shim in `contrib/` with the real huggingface_hub against a hub on the loopback: a folder that is
refused sends no request, and one that is right does.

    python upload.py LICSCAN PROJECT
"""

import http.server
import json
import os
import pathlib
import sys
import tempfile
import threading

licscan, project = sys.argv[1:]
os.environ["LICSCAN"] = licscan
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
sys.path.insert(0, str(pathlib.Path(project, "contrib")))
requests: list[str] = []


class Hub(http.server.BaseHTTPRequestHandler):
    """Remembers what is asked, and answers that it cannot be done."""

    def answer(self) -> None:
        requests.append(f"{self.command} {self.path}")
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        body = json.dumps({"error": "this hub only listens"}).encode()
        self.send_response(403)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = answer

    def log_message(self, *_: object) -> None:
        pass


hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=hub.serve_forever, daemon=True).start()
endpoint = f"http://127.0.0.1:{hub.server_address[1]}"

from huggingface_hub import HfApi  # noqa: E402  (it reads the environment when it is imported)

from licscan_upload import Refused, upload_folder  # noqa: E402

api = HfApi(endpoint=endpoint, token="a-token")


def folder(at: pathlib.Path, card: str) -> pathlib.Path:
    at.mkdir()
    (at / "README.md").write_text(card, encoding="utf-8")
    (at / "config.json").write_text("{}", encoding="utf-8")
    return at


with tempfile.TemporaryDirectory() as above:
    above = pathlib.Path(above)
    wrong = folder(above / "wrong", "---\nlicense: mit\nbase_model: meta-llama/Llama-3.1-8B\n---\n# A model\n")
    try:
        upload_folder(repo_id="acme/x", folder_path=wrong, api=api)
        sys.exit("failed: a folder that breaks duties was uploaded")
    except Refused as refused:
        assert refused.exit_code == 1, refused
        assert "missing-attribution" in refused.report, refused.report
    assert not requests, requests

    right = folder(above / "right", "---\nlicense: mit\n---\n# A model\n")
    try:
        upload_folder(repo_id="acme/x", folder_path=right, api=api)
        sys.exit("failed: the hub that only listens took a folder")
    except Refused as refused:
        sys.exit(f"failed: a folder that is right was refused: {refused.report}")
    except Exception:
        pass
    assert requests, "a folder that is right sent no request"

    missing = above / "missing"
    try:
        upload_folder(repo_id="acme/x", folder_path=missing, api=api)
        sys.exit("failed: a folder that is not there was uploaded")
    except Refused as refused:
        assert refused.exit_code == 2, refused
hub.shutdown()
print(f"upload.py: a refused folder sent no request, one that is right sent {len(requests)}")
