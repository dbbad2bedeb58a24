#pragma once

// MIRAS, its model-free twin and tuned baselines on `burst`, in a table.
void learnedOnBurst(unsigned seeds, unsigned episodes);
