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
    const std::size_t before = m_lines.size();
    m_lines = measureLines(m_desk);
    std::erase_if(m_lines, [](const MeasureLine &line) {
        switch (line.kind) {
        case MeasureKind::Modularity:
        case MeasureKind::Small:
        case MeasureKind::Largest:
        case MeasureKind::CostP95:
        case MeasureKind::RemoteCalls: return true;
        case MeasureKind::Coverage: return line.now.value_or(1) >= 1 && line.before.value_or(1) >= 1 && line.preview.value_or(1) >= 1;
        default: return false;
        }
    });
    QStringList said;
    for (const MeasureLine &line : m_lines)
        said << QStringLiteral("%1 %2").arg(line.name, line.previewText());
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    if (before != m_lines.size())
        updateGeometry();
    update();
}

int MeasureStrip::cellWidth() const { return QFontMetrics(theme::smallFont()).horizontalAdvance(QStringLiteral("+0.00 ▲ better")) + 4; }
int MeasureStrip::cellHeight() const { return fontMetrics().height() + 2 * QFontMetrics(theme::smallFont()).height() + 4; }
int MeasureStrip::columns(int width) const { return std::max(1, (width - theme::kMargin) / cellWidth()); }

QRect MeasureStrip::cell(std::size_t i, int width) const
{
    const int columns = this->columns(width), each = std::min(cellWidth() * 3 / 2, (width - theme::kMargin) / std::min<int>(columns, std::max<int>(1, static_cast<int>(m_lines.size()))));
    const int row = static_cast<int>(i) / columns, column = static_cast<int>(i) % columns;
    return {theme::kMargin + column * each, 2 + row * cellHeight(), each, cellHeight()};
}

int MeasureStrip::heightForWidth(int width) const
{
    const int columns = this->columns(width), rows = (static_cast<int>(m_lines.size()) + columns - 1) / columns;
    return rows * cellHeight() + 4;
}

QSize MeasureStrip::sizeHint() const { return {cellWidth() * 6, heightForWidth(cellWidth() * 11)}; }
QSize MeasureStrip::minimumSizeHint() const { return {cellWidth() + theme::kMargin, cellHeight()}; }

void MeasureStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFontMetrics small(theme::smallFont());
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const MeasureLine &line = m_lines[i];
        const QRect area = cell(i, width());
        const bool dragging = line.preview.has_value();
        const std::optional<double> &from = dragging ? line.now : line.before, &to = dragging ? line.preview : line.now;
        const QString difference = line.differenceText(from, to);
        const int judged = line.judge(from, to);
        painter.setFont(theme::smallFont());
        painter.setPen(theme::muted());
        painter.drawText(QRect(area.left(), area.top(), area.width() - 4, small.height()), Qt::AlignLeft | Qt::AlignVCenter, line.name);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(dragging && judged != 0 ? theme::color(judged > 0 ? theme::Tone::Better : theme::Tone::Worse) : palette().color(QPalette::WindowText));
        painter.drawText(QRect(area.left(), area.top() + small.height(), area.width() - 4, fontMetrics().height()), Qt::AlignLeft | Qt::AlignVCenter, line.text(dragging ? line.preview : line.now));
        painter.setFont(theme::smallFont());
        painter.setPen(judged > 0 ? theme::color(theme::Tone::Better) : judged < 0 ? theme::color(theme::Tone::Worse) : theme::muted());
        painter.drawText(QRect(area.left(), area.top() + small.height() + fontMetrics().height(), area.width() - 4, small.height()), Qt::AlignLeft | Qt::AlignVCenter, difference);
    }
    painter.setPen(theme::line());
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

bool MeasureStrip::event(QEvent *event)
{
    return showChartTip(event, this, [this](const QPoint &at) {
        for (std::size_t i = 0; i < m_lines.size(); ++i)
            if (cell(i, width()).contains(at)) {
                const MeasureLine &line = m_lines[i];
                QStringList told{QStringLiteral("%1: %2").arg(line.name, line.previewText()), line.tip};
                if (line.before)
                    told << (line.kind == MeasureKind::Latency || line.kind == MeasureKind::P95 ? tr("without a split: %1").arg(line.text(line.before)) : tr("in “%1”: %2").arg(m_desk.nameOf(m_desk.comparedId()), line.text(line.before)));
                told.removeAll(QString());
                return told.join(QLatin1Char('\n'));
            }
        return QString();
    }) || QWidget::event(event);
}

} // namespace causeway::views
