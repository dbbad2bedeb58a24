#pragma once
// How the text of a row breaks into visual lines, and where its characters stand. Text of plain cells (one column a UTF-16
// unit in the monospaced font) is laid out by arithmetic, anything else by QTextLayout.

#include <QFont>
#include <QString>

#include <memory>
#include <vector>

#include "views/models/line_text.h"

class QTextLayout;

namespace causeway::views {

// true: printable ASCII only, so that every unit is one cell wide.
bool isPlainCells(QStringView text);

struct LogLineLayout {
    std::vector<TextRange> lines; // visual lines, never empty

    // wrapWidth: pixels, 0 = no wrapping; firstLineOnly: folded.
    static LogLineLayout make(const QString &text, bool firstLineOnly, int wrapWidth, qreal advance, const QFont &font);
};

// One visual line with positions; for text that is not plain cells.
std::unique_ptr<QTextLayout> shapeLine(QStringView text, const QFont &font);

} // namespace causeway::views
