#include "views/traces/flame_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

#include "views/charts/chart_tip.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr double kLeastShown = 0.6; // pixels
constexpr double kLeastNamed = 28;

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

FlameView::FlameView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Flame graph"));
    viewport()->setAutoFillBackground(true);
    viewport()->setBackgroundRole(QPalette::Base);
}

void FlameView::setLayout(std::shared_ptr<const FlameLayout> layout)
{
    m_layout = std::move(layout);
    m_current = traces::kNone;
    m_focus = 0;
    takeColors();
    setSearch(m_search);
    updateBars();
    verticalScrollBar()->setValue(0);
    setAccessibleDescription(m_layout == nullptr ? QString() : facts(0));
    viewport()->update();
}

void FlameView::takeColors()
{
    m_colors.clear();
    if (m_layout != nullptr)
        for (const std::string &name : m_layout->table->services())
            m_colors.push_back(theme::serviceColor(text::fromBytes(name)));
}

int FlameView::boxHeight() const { return fontMetrics().height() + 4; }

void FlameView::updateBars()
{
    const int tall = m_layout == nullptr ? 0 : static_cast<int>(m_layout->depth + 1) * boxHeight();
    verticalScrollBar()->setRange(0, std::max(0, tall - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(boxHeight());
}

void FlameView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
}

bool FlameView::isAbove(std::uint32_t node) const { return node <= m_focus && m_layout->boxes[node].end > m_focus; }

QRectF FlameView::boxRect(std::uint32_t node) const
{
    const FlameBox &focus = m_layout->boxes[m_focus], &box = m_layout->boxes[node];
    const double width = viewport()->width(), scale = width / std::max(1e-300, focus.to - focus.from);
    const double top = static_cast<double>(m_layout->nodes[node].depth) * boxHeight() - verticalScrollBar()->value();
    if (isAbove(node))
        return {0, top, width, static_cast<double>(boxHeight())};
    const double from = (box.from - focus.from) * scale, to = (box.to - focus.from) * scale;
    if (to <= 0 || from >= width || to - from < kLeastShown)
        return {};
    return {from, top, to - from, static_cast<double>(boxHeight())};
}

QString FlameView::nameOf(std::uint32_t node) const
{
    const traces::FlameNode &one = m_layout->nodes[node];
    if (one.operation == traces::kNone)
        return m_layout->traces == 1 ? tr("1 trace") : tr("%1 traces").arg(count(m_layout->traces));
    return text::fromBytes(m_layout->table->operations()[one.operation].name);
}

QStringList FlameView::path(std::uint32_t node) const
{
    QStringList names;
    for (std::uint32_t at = node; at != traces::kNone; at = m_layout->nodes[at].parent)
        names.prepend(nameOf(at));
    return names;
}

void FlameView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    if (m_layout == nullptr || m_layout->nodes.empty())
        return;
    const QFontMetrics metrics = painter.fontMetrics();
    const QColor ground = palette().color(QPalette::Base), failed = theme::color(theme::Tone::Error);
    const auto size = static_cast<std::uint32_t>(m_layout->nodes.size());
    for (std::uint32_t node = 0; node < size;) {
        const QRectF whole = boxRect(node);
        if (whole.isEmpty() || whole.top() > viewport()->height()) { // nothing below it is in sight either
            node = m_layout->boxes[node].end;
            continue;
        }
        const std::uint32_t at = node++;
        if (whole.bottom() < 0)
            continue;
        const traces::FlameNode &one = m_layout->nodes[at];
        const QRectF box = whole.adjusted(0, 0, whole.width() > 3 ? -1 : 0, -1);
        QColor fill = one.operation == traces::kNone ? palette().color(QPalette::Midlight) : m_colors[m_layout->table->operations()[one.operation].service];
        const bool dim = !m_found.empty() && (one.operation == traces::kNone || !m_found[one.operation]);
        if (one.operation != traces::kNone)
            fill.setAlpha(dim ? 40 : isAbove(at) && at != m_focus ? 110 : theme::isDark() ? 150 : 120);
        painter.fillRect(box, ground);
        painter.fillRect(box, fill);
        if (one.errors > 0 && one.count > 0) {
            const double share = static_cast<double>(one.errors) / static_cast<double>(one.count);
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, std::max(2.0, box.width() * share), 3), failed);
        }
        if (at == m_current) {
            painter.setPen(QPen(theme::color(theme::Tone::Accent), 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(box.adjusted(1, 1, -1, -1));
        }
        const QRectF seen = box.intersected(viewport()->rect());
        if (seen.width() < kLeastNamed)
            continue;
        painter.setPen(palette().color(dim ? QPalette::PlaceholderText : QPalette::Text));
        QString said = nameOf(at);
        const QString time = text::duration(Nanos{one.totalNs});
        const double room = seen.width() - 10, timed = metrics.horizontalAdvance(time) + 16;
        if (metrics.horizontalAdvance(said) + timed < room) {
            painter.drawText(seen.adjusted(5, 0, -5, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, said);
            painter.setPen(dim ? palette().color(QPalette::PlaceholderText) : theme::muted());
            painter.drawText(seen.adjusted(5, 0, -5, 0), Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, time);
        } else
            painter.drawText(seen.adjusted(5, 0, -5, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, metrics.elidedText(said, Qt::ElideRight, static_cast<int>(room)));
    }
    if (hasFocus()) {
        painter.setPen(theme::color(theme::Tone::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

std::uint32_t FlameView::nodeAt(const QPointF &position) const
{
    if (m_layout == nullptr || position.y() < 0)
        return traces::kNone;
    const auto depth = static_cast<std::uint32_t>((position.y() + verticalScrollBar()->value()) / boxHeight());
    if (depth > m_layout->depth)
        return traces::kNone;
    if (depth <= m_layout->nodes[m_focus].depth) {
        std::uint32_t above = m_focus;
        while (m_layout->nodes[above].depth > depth)
            above = m_layout->nodes[above].parent;
        return above;
    }
    const FlameBox &focus = m_layout->boxes[m_focus];
    return m_layout->nodeAt(focus.from + position.x() / std::max(1, viewport()->width()) * (focus.to - focus.from), depth);
}

void FlameView::setCurrent(std::uint32_t node)
{
    if (node == m_current)
        return;
    m_current = node;
    if (node != traces::kNone) {
        setAccessibleDescription(facts(node));
        const int top = static_cast<int>(m_layout->nodes[node].depth) * boxHeight();
        QScrollBar *bar = verticalScrollBar();
        if (top < bar->value() || top + boxHeight() > bar->value() + viewport()->height())
            bar->setValue(top - viewport()->height() / 2);
    }
    viewport()->update();
    Q_EMIT currentChanged(node);
}

void FlameView::goInto(std::uint32_t node)
{
    if (m_layout == nullptr || node >= m_layout->nodes.size())
        return;
    m_focus = node;
    setCurrent(node);
    viewport()->update();
    Q_EMIT focusedChanged(node);
}

void FlameView::setSearch(const QString &text)
{
    m_search = text.trimmed();
    m_found.clear();
    m_share = -1;
    if (m_layout != nullptr && !m_search.isEmpty()) {
        for (const traces::Operation &operation : m_layout->table->operations())
            m_found.push_back(text::fromBytes(operation.name).contains(m_search, Qt::CaseInsensitive) ||
                              text::fromBytes(m_layout->table->services()[operation.service]).contains(m_search, Qt::CaseInsensitive));
        m_share = 0;
        // Of nodes below one that was found already nothing is counted twice.
        for (std::uint32_t node = 0; node < m_layout->nodes.size();) {
            const std::uint32_t operation = m_layout->nodes[node].operation;
            if (operation != traces::kNone && m_found[operation]) {
                m_share += m_layout->boxes[node].to - m_layout->boxes[node].from;
                node = m_layout->boxes[node].end;
            } else
                ++node;
        }
    }
    viewport()->update();
}

void FlameView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const std::uint32_t node = nodeAt(event->position()); node != traces::kNone)
        goInto(node);
}

void FlameView::keyPressEvent(QKeyEvent *event)
{
    if (m_layout == nullptr || m_layout->nodes.empty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const std::uint32_t at = m_current == traces::kNone ? m_focus : m_current;
    const auto go = [&](std::uint32_t node) {
        if (node == traces::kNone)
            return;
        if (boxRect(node).isEmpty() || isAbove(node)) // out of sight: the whole of what is above it
            goInto(m_layout->nodes[node].parent == traces::kNone || isAbove(node) ? node : m_layout->nodes[node].parent);
        setCurrent(node);
    };
    switch (event->key()) {
    case Qt::Key_Up: go(m_layout->nodes[at].parent); return;
    case Qt::Key_Down: go(m_layout->firstChild(at)); return;
    case Qt::Key_Left: go(m_layout->sibling(at, false)); return;
    case Qt::Key_Right: go(m_layout->sibling(at, true)); return;
    case Qt::Key_Home:
    case Qt::Key_0: goInto(0); return;
    case Qt::Key_Return:
    case Qt::Key_Enter: goInto(at); return;
    case Qt::Key_Backspace:
        if (m_layout->nodes[m_focus].parent != traces::kNone)
            goInto(m_layout->nodes[m_focus].parent);
        return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

QString FlameView::facts(std::uint32_t node) const
{
    const traces::FlameNode &one = m_layout->nodes[node];
    QStringList lines{nameOf(node)};
    if (one.operation != traces::kNone) {
        lines << text::fromBytes(m_layout->table->services()[m_layout->table->operations()[one.operation].service]);
        lines << tr("%1 spans").arg(count(one.count));
    }
    const auto all = static_cast<double>(std::max<std::int64_t>(1, m_layout->nodes[0].totalNs));
    lines << tr("Total %1, %2 of all").arg(text::duration(Nanos{one.totalNs}), text::percent(static_cast<double>(one.totalNs) / all));
    lines << tr("Self %1, %2 of all").arg(text::duration(Nanos{one.selfNs}), text::percent(static_cast<double>(one.selfNs) / all));
    if (one.count > 0 && one.operation != traces::kNone)
        lines << tr("Mean %1").arg(text::duration(Nanos{one.totalNs / static_cast<std::int64_t>(one.count)}));
    if (one.errors > 0)
        lines << tr("Errors %1").arg(count(one.errors));
    return lines.join(QLatin1Char('\n'));
}

QString FlameView::tipAt(const QPoint &position) const
{
    const std::uint32_t node = nodeAt(position);
    return node == traces::kNone ? QString() : facts(node);
}

bool FlameView::viewportEvent(QEvent *event)
{
    return showChartTip(event, viewport(), [this](const QPoint &position) { return tipAt(position); }) || QAbstractScrollArea::viewportEvent(event);
}

void FlameView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void FlameView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void FlameView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        takeColors();
    if (event->type() == QEvent::FontChange)
        updateBars();
}

} // namespace causeway::views
