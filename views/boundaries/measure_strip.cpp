#include "views/boundaries/measure_strip.h"

#include <QPainter>

#include <algorithm>

#include "views/boundaries/boundary_desk.h"
#include "views/charts/chart_tip.h"
#include "views/theme/theme.h"

namespace causeway::views {

MeasureStrip::MeasureStrip(const BoundaryDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    setAccessibleName(tr("Measures of the split"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    for (const auto signal : {&BoundaryDesk::splitChanged, &BoundaryDesk::previewChanged, &BoundaryDesk::costChanged})
        connect(&desk, signal, this, &MeasureStrip::refresh);
    refresh();
}

void MeasureStrip::refresh()
{
    m_lines = measureLines(m_desk);
    std::erase_if(m_lines, [](const MeasureLine &line) {
        switch (line.kind) {
        case MeasureKind::Services: // the picture shows them
        case MeasureKind::Modularity:
        case MeasureKind::Small:
        case MeasureKind::Largest:
        case MeasureKind::RemoteCalls: return true;
        case MeasureKind::Singletons: return line.now.value_or(0) == 0 && line.before.value_or(0) == 0 && line.preview.value_or(0) == 0;
        case MeasureKind::Coverage: return line.now.value_or(1) >= 1 && line.before.value_or(1) >= 1 && line.preview.value_or(1) >= 1;
        default: return false;
        }
    });
    const SplitId compared = m_desk.comparedId();
    m_reference = compared != 0 && m_desk.comparedMeasures() ? m_desk.nameOf(compared) : m_desk.preview() ? tr("before the move") : QStringLiteral("–");
    QStringList said{tr("Held against: %1").arg(m_reference)};
    for (const MeasureLine &line : m_lines)
        said << QStringLiteral("%1 %2").arg(line.name, line.previewText());
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    if (heightForWidth(width()) != height())
        updateGeometry();
    update();
}

const std::optional<double> &MeasureStrip::from(const MeasureLine &line) const
{
    return m_desk.preview() && !(m_desk.comparedId() != 0 && m_desk.comparedMeasures()) ? line.now : line.before;
}

QString MeasureStrip::differenceText(const MeasureLine &line) const { return line.differenceText(from(line), to(line)); }

int MeasureStrip::widthOf(const MeasureLine &line) const
{
    const QFontMetrics small(theme::smallFont());
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const QString interval = line.preview ? QString() : line.intervalText();
    const int value = QFontMetrics(bold).horizontalAdvance(line.text(to(line))) + (interval.isEmpty() ? 0 : small.horizontalAdvance(interval) + 5);
    // As wide as a difference is, so that nothing moves when one comes.
    const int difference = line.better == 0 ? 0 : small.horizontalAdvance(line.unit == MeasureLine::Unit::Number ? QStringLiteral("+0.000 ▲ worse") : QStringLiteral("+000 ms ▲ worse"));
    return std::max({small.horizontalAdvance(line.name), value, difference, small.horizontalAdvance(differenceText(line))}) + 8;
}

int MeasureStrip::cellHeight() const { return fontMetrics().height() + 2 * QFontMetrics(theme::smallFont()).height() + 4; }

std::vector<MeasureStrip::Cell> MeasureStrip::cells(int width) const
{
    std::vector<Cell> out;
    int x = theme::kMargin, y = 2;
    const auto add = [&](int line, int wide) {
        if (x > theme::kMargin && x + wide > width) {
            x = theme::kMargin;
            y += cellHeight();
        }
        out.push_back({QRect(x, y, wide, cellHeight()), line});
        x += wide;
    };
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const int most = std::clamp(width / 6, 90, 260);
    const int first = std::min(most, std::max(QFontMetrics(theme::smallFont()).horizontalAdvance(tr("Held against")), QFontMetrics(bold).horizontalAdvance(m_reference))) + 12;
    // A single row where that can be had without some: the panel of measures has them all.
    std::vector<int> widths;
    int all = theme::kMargin + first;
    for (const MeasureLine &line : m_lines)
        all += widths.emplace_back(widthOf(line));
    const int more = QFontMetrics(bold).horizontalAdvance(QStringLiteral("…")) + 8;
    bool some = false;
    for (const MeasureKind kind : {MeasureKind::Ifn, MeasureKind::Ned, MeasureKind::Processors, MeasureKind::Bcp})
        for (std::size_t i = 0; i < m_lines.size() && all + (some ? more : 0) > width; ++i)
            if (m_lines[i].kind == kind) {
                some = true;
                all -= widths[i];
                widths[i] = 0;
            }
    add(-1, first);
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (widths[i] > 0)
            add(static_cast<int>(i), widths[i]);
    if (some)
        add(kMore, more);
    // What room is left is shared in a single row, as far as that looks well.
    if (const int spare = width - x; y == 2 && spare > 0 && !out.empty()) {
        const int each = std::min(24, spare / static_cast<int>(out.size()));
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i].area.translate(static_cast<int>(i) * each, 0);
            out[i].area.setWidth(out[i].area.width() + each);
        }
    }
    return out;
}

int MeasureStrip::heightForWidth(int width) const { return cells(width).back().area.bottom() + 3; }
QSize MeasureStrip::sizeHint() const { return {700, heightForWidth(700)}; }
QSize MeasureStrip::minimumSizeHint() const { return {160, cellHeight()}; }

void MeasureStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFontMetrics small(theme::smallFont());
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    for (const Cell &cell : cells(width())) {
        const QRect top(cell.area.left(), cell.area.top(), cell.area.width() - 4, small.height()), middle(top.left(), top.bottom() + 1, top.width(), fontMetrics().height()), bottom(top.left(), middle.bottom() + 1, top.width(), small.height());
        if (cell.line == kMore) {
            painter.setFont(bold);
            painter.setPen(theme::muted());
            painter.drawText(middle, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("…"));
            continue;
        }
        const MeasureLine *line = cell.line < 0 ? nullptr : &m_lines[static_cast<std::size_t>(cell.line)];
        painter.setFont(theme::smallFont());
        painter.setPen(theme::muted());
        painter.drawText(top, Qt::AlignLeft | Qt::AlignVCenter, line == nullptr ? tr("Held against") : line->name);
        if (line == nullptr) {
            painter.setFont(bold);
            painter.setPen(palette().color(QPalette::WindowText));
            painter.drawText(middle, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(bold).elidedText(m_reference, Qt::ElideMiddle, middle.width()));
            continue;
        }
        const bool dragging = line->preview.has_value();
        const int moved = dragging ? line->judge(line->now, line->preview) : 0, judged = line->judge(from(*line), to(*line));
        const QString value = line->text(to(*line));
        painter.setFont(bold);
        painter.setPen(moved != 0 ? theme::color(moved > 0 ? theme::Tone::Better : theme::Tone::Worse) : palette().color(QPalette::WindowText));
        painter.drawText(middle, Qt::AlignLeft | Qt::AlignVCenter, value);
        painter.setFont(theme::smallFont());
        if (!dragging) {
            painter.setPen(theme::muted());
            painter.drawText(middle.adjusted(QFontMetrics(bold).horizontalAdvance(value) + 5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, line->intervalText());
        }
        painter.setPen(judged > 0 ? theme::color(theme::Tone::Better) : judged < 0 ? theme::color(theme::Tone::Worse) : theme::muted());
        painter.drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter, differenceText(*line));
    }
    painter.setPen(theme::line());
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

QString MeasureStrip::leftOut() const
{
    const std::vector<Cell> shown = cells(width());
    QStringList names;
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (std::ranges::none_of(shown, [i](const Cell &cell) { return cell.line == static_cast<int>(i); }))
            names << QStringLiteral("%1: %2").arg(m_lines[i].name, m_lines[i].text(to(m_lines[i])));
    return tr("No room for these; the panel Measures has them:") + QLatin1Char('\n') + names.join(QLatin1Char('\n'));
}

bool MeasureStrip::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &at) {
        for (const Cell &cell : cells(width())) {
            if (!cell.area.contains(at))
                continue;
            if (cell.line == kMore)
                return leftOut();
            if (cell.line < 0)
                return m_reference == QStringLiteral("–") ? tr("Held against nothing: fork the split, or choose another variant above") : tr("Every difference is told from “%1”").arg(m_reference);
            const MeasureLine &line = m_lines[static_cast<std::size_t>(cell.line)];
            QStringList told{QStringLiteral("%1: %2 %3").arg(line.name, line.previewText(), line.preview ? QString() : line.intervalText()).trimmed(), line.tip};
            if (line.before)
                told << tr("in “%1”: %2").arg(m_desk.nameOf(m_desk.comparedId()), line.text(line.before));
            if (line.whole)
                told << tr("as it runs now, without a split: %1").arg(line.text(line.whole));
            told.removeAll(QString());
            return told.join(QLatin1Char('\n'));
        }
        return QString();
    }) || QWidget::event(event);
}

} // namespace causeway::views
