#include "views/explore/pattern_delegate.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "views/explore/log_colors.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kPadding = 6;

void paintPattern(QPainter &painter, const QRect &cell, const PatternTable::Text &text, const QColor &ink, const QColor &ground, bool selected)
{
    painter.setFont(theme::monospaced());
    const QFontMetricsF metrics(painter.font());
    // How a message begins and how it ends tell more than its middle.
    const QString shown = metrics.elidedText(text.text, Qt::ElideMiddle, cell.width());
    const auto [cut, rest] = std::mismatch(shown.begin(), shown.end(), text.text.begin(), text.text.end());
    const auto head = static_cast<int>(cut - shown.begin());
    const int tail = cut == shown.end() ? 0 : static_cast<int>(shown.size()) - head - 1; // behind the "…"
    const int moved = static_cast<int>(shown.size() - text.text.size());
    const auto fill = [&](int begin, int end) {
        if (begin < end)
            painter.fillRect(QRectF(cell.left() + metrics.horizontalAdvance(shown.left(begin)), cell.top() + 2, metrics.horizontalAdvance(shown.mid(begin, end - begin)), cell.height() - 4), ground);
    };
    if (!selected)
        for (const TextRange &parameter : text.parameters) {
            const int end = parameter.begin + parameter.length;
            fill(parameter.begin, std::min(end, head));
            if (tail > 0)
                fill(std::max(parameter.begin + moved, head + 1), end + moved);
        }
    painter.setPen(ink);
    painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, shown);
}

void paintSpark(QPainter &painter, const QRect &cell, const std::vector<std::uint64_t> &spark, const QColor &color)
{
    if (spark.empty())
        return;
    const std::uint64_t most = *std::max_element(spark.begin(), spark.end());
    if (most == 0)
        return;
    const qreal step = static_cast<qreal>(cell.width()) / static_cast<qreal>(spark.size());
    for (std::size_t i = 0; i < spark.size(); ++i) {
        if (spark[i] == 0)
            continue;
        // At least a pixel: one event in a bucket is something else than none.
        const qreal height = std::max(1.0, static_cast<double>(spark[i]) / static_cast<double>(most) * cell.height());
        painter.fillRect(QRectF(cell.left() + static_cast<qreal>(i) * step, cell.bottom() + 1 - height, std::max(1.0, step - 1), height), color);
    }
}

void paintLevels(QPainter &painter, const QRect &cell, const engine::Pattern &pattern, const QString &word, const QColor &ink, bool selected)
{
    const Level worst = pattern.worst();
    painter.setPen(selected ? ink : theme::levelColor(worst));
    const int text = painter.fontMetrics().horizontalAdvance(QStringLiteral("warning "));
    painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, word);
    const QRect bar = cell.adjusted(text, cell.height() / 2 - 3, 0, -(cell.height() / 2 - 3));
    if (bar.width() < 8 || pattern.count == 0)
        return;
    qreal left = bar.left();
    for (std::size_t level = kLevelCount; level-- > 0;) {
        const qreal width = static_cast<qreal>(pattern.levels[level]) / static_cast<qreal>(pattern.count) * bar.width();
        painter.fillRect(QRectF(left, bar.top(), width, bar.height()), theme::levelColor(static_cast<Level>(level)));
        left += width;
    }
}

} // namespace

void PatternDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int column = index.column();
    if (column == PatternModel::CountColumn || column == PatternModel::FirstColumn || column == PatternModel::LastColumn) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle *style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    const bool selected = item.state & QStyle::State_Selected;
    const QPalette::ColorGroup group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor ink = item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QRect cell = item.rect.adjusted(kPadding, 0, -kPadding, 0);
    const engine::Pattern &pattern = m_model.pattern(index.row());
    painter->save();
    painter->setClipRect(item.rect);
    painter->setFont(item.font);
    QColor accent = selected ? ink : theme::color(theme::Tone::Accent);
    switch (column) {
    case PatternModel::TextColumn:
        if (m_model.textOf(index.row()).pinned) {
            const int side = std::min(16, cell.height());
            theme::icon(QStringLiteral("pin")).paint(painter, QRect(cell.right() - side, cell.center().y() - side / 2, side, side));
        }
        paintPattern(*painter, m_model.textOf(index.row()).pinned ? cell.adjusted(0, 0, -20, 0) : cell, m_model.textOf(index.row()), ink, LogColors::fromPalette(item.palette).parameter, selected); break;
    case PatternModel::ShareColumn: {
        QColor bar = accent;
        bar.setAlpha(70);
        painter->fillRect(QRectF(cell.left(), cell.top() + 4, cell.width() * std::clamp(pattern.share, 0.0, 1.0), cell.height() - 8), bar);
        painter->setPen(ink);
        painter->drawText(cell, Qt::AlignRight | Qt::AlignVCenter, index.data(Qt::DisplayRole).toString());
        break;
    }
    case PatternModel::TrendColumn: paintSpark(*painter, cell.adjusted(0, 4, 0, -4), pattern.spark, accent); break;
    case PatternModel::LevelColumn: paintLevels(*painter, cell, pattern, index.data(Qt::DisplayRole).toString(), ink, selected); break;
    default: break;
    }
    painter->restore();
}

} // namespace causeway::views
