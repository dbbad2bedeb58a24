#include "views/traces/waterfall_view.h"

#include <QAccessible>
#include <QEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kOverviewHeight = 44, kLeastTree = 140, kLeastBars = 160, kBarsMargin = 8;
constexpr double kShortestNs = 50; // that is shown

} // namespace

WaterfallView::WaterfallView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Waterfall of the trace"));
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(true);
    viewport()->setBackgroundRole(QPalette::Base);
    setMinimumSize(320, 120);
}

void WaterfallView::setTree(std::shared_ptr<const TraceTree> tree)
{
    m_tree = std::move(tree);
    m_listed.setTree(m_tree);
    m_marks.clear();
    m_current = traces::kNone;
    takeColors();
    m_from = 0;
    m_to = m_tree == nullptr ? 1 : static_cast<double>(m_tree->durationNs());
    setSearch(m_search);
    updateBars();
    verticalScrollBar()->setValue(0);
    describe();
    viewport()->update();
    Q_EMIT sightChanged();
}

void WaterfallView::takeColors()
{
    m_colors.clear();
    m_overview = {};
    if (m_tree != nullptr)
        for (const std::string &name : m_tree->table().services())
            m_colors.push_back(theme::serviceColor(text::fromBytes(name)));
}

int WaterfallView::lineHeight() const { return fontMetrics().height() + 6; }
int WaterfallView::axisHeight() const { return QFontMetrics(theme::smallFont()).height() + 10; }
int WaterfallView::headHeight() const { return kOverviewHeight + axisHeight(); }
QRect WaterfallView::overviewRect() const { return {0, 0, viewport()->width(), kOverviewHeight}; }
QRect WaterfallView::axisRect() const { return {m_split, kOverviewHeight, viewport()->width() - m_split, axisHeight()}; }
double WaterfallView::barsWidth() const { return std::max(1, viewport()->width() - m_split - 2 * kBarsMargin); }
double WaterfallView::xOf(double ns) const { return m_split + kBarsMargin + (ns - m_from) / (m_to - m_from) * barsWidth(); }
double WaterfallView::nsAt(double x) const { return m_from + (x - m_split - kBarsMargin) / barsWidth() * (m_to - m_from); }

void WaterfallView::updateBars()
{
    const int width = viewport()->width();
    m_split = std::clamp(static_cast<int>(m_splitShare * width), std::min(kLeastTree, width / 2), std::max(width / 2, width - kLeastBars));
    const int page = std::max(1, (viewport()->height() - headHeight()) / lineHeight());
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(m_listed.size()) - page));
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(1);
}

void WaterfallView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBars();
    Q_EMIT sightChanged();
}

void WaterfallView::scrollContentsBy(int, int)
{
    viewport()->update();
    Q_EMIT sightChanged();
}

std::pair<std::uint32_t, std::uint32_t> WaterfallView::linesInSight() const
{
    const auto first = static_cast<std::uint32_t>(verticalScrollBar()->value());
    const auto count = static_cast<std::uint32_t>(std::max(0, viewport()->height() - headHeight()) / lineHeight() + 1);
    return {std::min(first, m_listed.size()), std::min(first + count, m_listed.size())};
}

QRect WaterfallView::lineRect(std::uint32_t line) const
{
    const int above = static_cast<int>(line) - verticalScrollBar()->value();
    return {0, headHeight() + above * lineHeight(), viewport()->width(), lineHeight()};
}

std::uint32_t WaterfallView::lineAt(int y) const
{
    if (m_tree == nullptr || y < headHeight())
        return traces::kNone;
    const auto line = static_cast<std::uint32_t>((y - headHeight()) / lineHeight() + verticalScrollBar()->value());
    return line < m_listed.size() ? line : traces::kNone;
}

void WaterfallView::scrollToLine(std::uint32_t line)
{
    QScrollBar *bar = verticalScrollBar();
    const int at = static_cast<int>(line), page = bar->pageStep();
    if (at >= bar->value() && at < bar->value() + page)
        return;
    const bool far = at < bar->value() - page || at >= bar->value() + 2 * page;
    bar->setValue(far ? at - page / 3 : at < bar->value() ? at : at - page + 1);
}

void WaterfallView::setCurrent(std::uint32_t position)
{
    if (m_tree == nullptr || position >= m_tree->size()) {
        m_current = traces::kNone;
    } else {
        if (m_listed.reveal(position))
            updateBars();
        m_current = position;
        scrollToLine(m_listed.lineOf(position));
    }
    describe();
    viewport()->update();
}

void WaterfallView::choose(std::uint32_t position)
{
    if (position == m_current)
        return;
    setCurrent(position);
    Q_EMIT currentChanged(position);
}

void WaterfallView::relist(std::uint32_t keep)
{
    updateBars();
    // What was chosen below a collapsed span: the span that stands for it.
    if (m_current != traces::kNone && !m_listed.isListed(m_current))
        choose(m_listed.position(m_listed.lineOf(m_current)));
    if (keep != traces::kNone)
        scrollToLine(m_listed.lineOf(keep));
    viewport()->update();
    Q_EMIT sightChanged();
}

void WaterfallView::setCollapsed(std::uint32_t position, bool collapsed)
{
    if (m_tree == nullptr)
        return;
    m_listed.setCollapsed(position, collapsed);
    relist(position);
}

void WaterfallView::collapseAll()
{
    if (m_tree == nullptr)
        return;
    m_listed.collapseAll();
    relist(m_current);
}

void WaterfallView::expandAll()
{
    if (m_tree == nullptr)
        return;
    m_listed.expandAll();
    relist(m_current);
}

void WaterfallView::setCriticalShown(bool shown)
{
    m_criticalShown = shown;
    viewport()->update();
}

void WaterfallView::setMarks(const SpanMarks &marks)
{
    for (const auto &[position, moments] : marks)
        m_marks.insert_or_assign(position, moments);
    viewport()->update();
}

void WaterfallView::setSearch(const QString &text)
{
    m_search = text.trimmed();
    m_found.clear();
    m_hits.clear();
    if (m_tree != nullptr && !m_search.isEmpty()) {
        const traces::SpanTable &table = m_tree->table();
        std::vector<bool> services;
        for (const std::string &name : table.services())
            services.push_back(text::fromBytes(name).contains(m_search, Qt::CaseInsensitive));
        for (const traces::Operation &operation : table.operations())
            m_found.push_back(services[operation.service] || text::fromBytes(operation.name).contains(m_search, Qt::CaseInsensitive));
        const std::string id = m_search.toLower().toStdString();
        const bool maybeId = id.size() >= 4 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
        for (std::uint32_t position = 0; position < m_tree->size(); ++position) {
            const std::uint32_t row = m_tree->span(position).row;
            if (m_found[table.operation(row)] || (maybeId && traces::toHex(table.spanKey(row)).starts_with(id)))
                m_hits.push_back(position);
        }
    }
    viewport()->update();
}

int WaterfallView::currentHit() const
{
    const auto found = std::lower_bound(m_hits.begin(), m_hits.end(), m_current);
    return found != m_hits.end() && *found == m_current ? static_cast<int>(found - m_hits.begin()) : -1;
}

bool WaterfallView::goToHit(bool forward)
{
    if (m_hits.empty())
        return false;
    std::uint32_t hit = 0;
    if (forward) {
        const auto after = m_current == traces::kNone ? m_hits.begin() : std::upper_bound(m_hits.begin(), m_hits.end(), m_current);
        hit = after == m_hits.end() ? m_hits.front() : *after;
    } else {
        const auto before = std::lower_bound(m_hits.begin(), m_hits.end(), m_current);
        hit = before == m_hits.begin() ? m_hits.back() : *(before - 1);
    }
    choose(hit);
    return true;
}

void WaterfallView::showTimes(double from, double to)
{
    if (m_tree == nullptr)
        return;
    const auto whole = static_cast<double>(m_tree->durationNs());
    const double span = std::clamp(to - from, std::min(kShortestNs, whole), whole);
    m_from = std::clamp(from, 0.0, whole - span);
    m_to = m_from + span;
    viewport()->update();
}

void WaterfallView::zoomBy(double factor, double about)
{
    const double at = std::clamp(about, m_from, m_to), span = (m_to - m_from) / factor;
    showTimes(at - (at - m_from) / (m_to - m_from) * span, at + (m_to - at) / (m_to - m_from) * span);
}

void WaterfallView::zoomBy(double factor)
{
    double about = (m_from + m_to) / 2;
    if (m_tree != nullptr && m_current != traces::kNone) {
        const TreeSpan &span = m_tree->span(m_current);
        const double middle = static_cast<double>(span.fromNs) + static_cast<double>(span.durationNs) / 2;
        about = middle >= m_from && middle <= m_to ? middle : about;
    }
    zoomBy(factor, about);
}

void WaterfallView::showAll() { showTimes(0, m_tree == nullptr ? 1 : static_cast<double>(m_tree->durationNs())); }

void WaterfallView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        takeColors();
    if (event->type() == QEvent::FontChange)
        updateBars();
}

QString WaterfallView::sentence(std::uint32_t position) const
{
    const TreeSpan &span = m_tree->span(position);
    const traces::SpanTable &table = m_tree->table();
    QStringList parts{tr("%1 of %2").arg(text::fromBytes(table.operationName(span.row)), text::fromBytes(table.serviceName(span.row))),
                      tr("begins at %1, lasts %2, %3 of it itself").arg(text::duration(Nanos{span.fromNs}), text::duration(Nanos{span.durationNs}), text::duration(Nanos{span.selfNs}))};
    if (m_tree->isError(position))
        parts << tr("failed");
    else if (span.errors > 0)
        parts << tr("errors below: %1").arg(text::number(static_cast<std::int64_t>(span.errors)));
    if (span.criticalNs > 0)
        parts << tr("the trace waited %1 for it").arg(text::duration(Nanos{span.criticalNs}));
    if (span.shiftNs != 0)
        parts << tr("clock corrected by %1%2").arg(span.shiftNs > 0 ? QStringLiteral("+") : QStringLiteral("−"), text::duration(Nanos{std::abs(span.shiftNs)}));
    if (m_tree->hasChildren(position))
        parts << tr("spans below: %1").arg(text::number(static_cast<std::int64_t>(span.end - position - 1)));
    return parts.join(QStringLiteral(", "));
}

// A reader of the screen hears the span that is current, as it changes.
void WaterfallView::describe()
{
    QString said;
    if (m_tree != nullptr)
        said = m_current == traces::kNone ? tr("%1 spans, %2 long").arg(text::number(static_cast<std::int64_t>(m_tree->size())), text::duration(Nanos{m_tree->durationNs()})) : sentence(m_current);
    if (said == accessibleDescription())
        return;
    setAccessibleDescription(said);
}

} // namespace causeway::views
