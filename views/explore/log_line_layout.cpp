#include "views/explore/log_line_layout.h"

#include <QTextLayout>
#include <QTextOption>

#include <algorithm>

namespace causeway::views {

bool isPlainCells(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
}

std::unique_ptr<QTextLayout> shapeLine(QStringView text, const QFont &font)
{
    auto layout = std::make_unique<QTextLayout>(text.toString(), font);
    QTextOption option;
    option.setTextDirection(Qt::LeftToRight);
    option.setWrapMode(QTextOption::NoWrap);
    layout->setTextOption(option);
    layout->setCacheEnabled(true);
    layout->beginLayout();
    QTextLine line = layout->createLine();
    if (line.isValid())
        line.setLineWidth(1e7);
    layout->endLayout();
    return layout;
}

LogLineLayout LogLineLayout::make(const QString &text, bool firstLineOnly, int wrapWidth, qreal advance, const QFont &font)
{
    LogLineLayout layout;
    qsizetype begin = 0;
    while (true) {
        qsizetype end = text.indexOf(QLatin1Char('\n'), begin);
        const bool last = end < 0;
        if (last)
            end = text.size();
        const QStringView line = QStringView(text).mid(begin, end - begin);
        if (wrapWidth <= 0) {
            layout.lines.push_back({static_cast<int>(begin), static_cast<int>(end - begin)});
        } else if (isPlainCells(line)) {
            const int cells = std::max(8, static_cast<int>(wrapWidth / advance));
            int at = 0;
            do {
                const int length = std::min<int>(cells, static_cast<int>(line.size()) - at);
                layout.lines.push_back({static_cast<int>(begin) + at, length});
                at += length;
            } while (at < line.size());
        } else {
            QTextLayout shaped(line.toString(), font);
            QTextOption option;
            option.setTextDirection(Qt::LeftToRight);
            option.setWrapMode(QTextOption::WrapAnywhere);
            shaped.setTextOption(option);
            shaped.beginLayout();
            for (QTextLine part = shaped.createLine(); part.isValid(); part = shaped.createLine()) {
                part.setLineWidth(std::max<qreal>(wrapWidth, 8 * advance));
                layout.lines.push_back({static_cast<int>(begin) + part.textStart(), part.textLength()});
            }
            shaped.endLayout();
        }
        if (last || firstLineOnly)
            return layout;
        begin = end + 1;
    }
}

} // namespace causeway::views
