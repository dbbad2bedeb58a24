#pragma once
// Writes a heat map to a file: PNG or SVG as it is painted, CSV with a line for each cell and each weighed word.

#include <QString>

#include <vector>

#include "views/findings/heat_map_painter.h"
#include "views/findings/word_map_painter.h"

class QIODevice;

namespace causeway::views {

// CSV: step, event, before_step, before_event, attention, lift, delta_nll, word, text; steps count from 1, what is not known is
// empty. The words of a cell follow it: word is the number in the event, from 1, attention the share among its words.
// Cells that a spreadsheet would take for a formula get a leading '. Errors: Unwritable, Cancelled.
Result<std::uint64_t> writeHeatMapCsv(const HeatMap &map, QIODevice &out, const Job &job);

// For jobs; by the extension of the path. Painters: one for each measure shown, beside each other; words: one
// for each of them, painted beneath, or none. Beyond 100,000 cells an SVG
// holds them as one picture. The file is replaced at the end: never half a file. Errors: Usage (another extension),
// LimitExceeded (a picture of more than 30,000 pixels a side), Unwritable, Cancelled. widest: pixels of a map, for which cells are
// made narrower, and have no numbers where these have no room; 0: as wide as its cells.
Result<void> writeHeatMap(const HeatMap &map, const std::vector<HeatMapPainter> &painters, const std::vector<WordMapPainter> &words, const QString &path, const Job &job, int widest = 0);

} // namespace causeway::views
