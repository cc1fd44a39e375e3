"""Makes a store of models that come from one another, share licenses and lie there twice, and the list of their folders.

    python spark_store.py FOLDER COUNT LICENSE [TEXT]

With a text, each card has 1,200 of its words more, in an order of its own: some 8 KB.
"""

import os
import pathlib
import random
import sys

folder, count, license_text = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3]).read_text()
more = pathlib.Path(sys.argv[4]).read_text().split() if len(sys.argv) > 4 else []
MIT = """MIT License

Copyright (c) 2024 Acme

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
roots = []
for number in range(count):
    model = folder / f"owner-{number % 211}" / f"model-{number}"
    model.mkdir(parents=True)
    base = number * 7919 % count
    front = [
        "license: mit\nlibrary_name: x",
        f"license: mit\nbase_model: owner-{base % 211}/model-{base}",
        "license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B",
        f"license: apache-2.0\nbase_model:\n- owner-{base % 211}/model-{base}\n- Qwen/Qwen2-7B",
        f"base_model: model-{base}",
    ][number % 5]
    card = f"---\n{front}\n---\n# Model {number}\n\nIt is fine-tuned.\n"
    if more:
        words = random.Random(number).choices(more, k=1200)
        paragraphs = (" ".join(words[at : at + 60]) for at in range(0, 1200, 60))
        card += "".join(f"\n{paragraph}\n" for paragraph in paragraphs)
    (model / "README.md").write_text(card)
    (model / "config.json").write_text('{"model_type": "llama"}\n')
    if number % 2 == 0:
        (model / "LICENSE").write_text(MIT if number % 4 else license_text)
    if number % 9 == 0:
        (model / "NOTICE").write_text(f"Model {number % 40} by Acme\n")
    weights = model / "model.safetensors"
    if number % 50 == 49:
        twin = number - 37
        os.link(folder / f"owner-{twin % 211}" / f"model-{twin}" / "model.safetensors", weights)
    else:
        weights.write_bytes(b"weights")
    roots.append(os.fspath(model))
# The names in order, as one would list them; whatever follows, the result has this order.
roots.sort()
(folder / "roots.txt").write_text("".join(f"{root}\n" for root in roots))
