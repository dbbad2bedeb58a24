#!/usr/bin/env python3
"""What a plain PyTorch loop needs for the network that deeplog trains, beside the program, in the same run.

training_peer.py PROGRAM SEQUENCES [EPOCHS]

PROGRAM: build/release/causeway. SEQUENCES: a file of sessions, keys separated by blanks, one a line ("name,1 2 3" or "1 2 3").
The loop takes every window of ten keys, one-hot, through two layers of 64 cells, in batches of 2,048 (Du et al. 2017, section 5). One
thread each; seconds are of the processor. Needs python3-torch.
"""
import os
import resource
import subprocess
import sys
import tempfile
import time

import torch
from torch import nn


def windows(path, history=10):
    keys, rows, nexts = {}, [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            session = [keys.setdefault(key, len(keys)) for key in line.rstrip("\n").rpartition(",")[2].split()]
            for i in range(len(session) - history):
                rows.append(session[i:i + history])
                nexts.append(session[i + history])
    return torch.tensor(rows), torch.tensor(nexts), len(keys)


class Network(nn.Module):
    def __init__(self, keys):
        super().__init__()
        self.lstm = nn.LSTM(keys, 64, 2, batch_first=True)
        self.out = nn.Linear(64, keys)

    def forward(self, batch):
        return self.out(self.lstm(batch)[0][:, -1])


def plain(path, epochs):
    torch.manual_seed(1)
    rows, nexts, keys = windows(path)
    network = Network(keys)
    optimiser = torch.optim.Adam(network.parameters(), lr=.001)
    loss = nn.CrossEntropyLoss()
    start = time.process_time()
    for _ in range(epochs):
        order = torch.randperm(len(rows))
        for at in range(0, len(rows), 2048):
            part = order[at:at + 2048]
            optimiser.zero_grad()
            loss(network(nn.functional.one_hot(rows[part], keys).float()), nexts[part]).backward()
            optimiser.step()
    return time.process_time() - start, len(rows)


def program(binary, path, epochs):
    with tempfile.TemporaryDirectory() as folder:
        project = os.path.join(folder, "peer.causeway")
        subprocess.run([binary, "import", project, path, "--format", "sequences", "--label", "normal"], check=True, stdout=subprocess.DEVNULL)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([binary, "train", project, "deeplog", "--epochs", str(epochs), "--threads", "1"], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    epochs = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    own = program(sys.argv[1], sys.argv[2], epochs)
    peer, count = plain(sys.argv[2], epochs)
    print(f"{epochs} epochs: program {own:.1f} s (with what chooses the threshold), plain loop over {count:,} windows {peer:.1f} s, {peer / own:.1f} times as long")


main()
