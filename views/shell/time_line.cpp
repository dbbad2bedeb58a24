#include "views/shell/time_line.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/engine/trace_histogram.h"
#include "app/workspace/workspace.h"
#include "views/rootcause/incident_desk.h"
#include "views/shell/settings.h"
#include "views/shell/time_axis.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/has_signals.h"

namespace causeway::views {

namespace {

constexpr int kTop = 14;      // room for the marks of findings
constexpr int kAxis = 18;
constexpr int kLane = 5;      // a lane of labels
constexpr float kSpanInk = 0.22F; // of a labelled session's span
constexpr int kLeastBar = 2;  // pixels
constexpr int kOverview = 3;  // where the zoomed range lies in all of the data
constexpr int kBracket = 2, kLeastBracket = 5; // pixels: below the frame of the focus, and wide
constexpr std::size_t kMarks = 5000;

} // namespace

TimeLine::TimeLine(ViewContext context, QWidget *parent) : QWidget(parent), m_context(context)
{
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setCursor(Qt::CrossCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Time line"));
    auto &workspace = m_context.workspace;
    for (auto signal : {&workspace::Workspace::dataChanged, &workspace::Workspace::filterChanged, &workspace::Workspace::filterResultChanged})
        connect(&workspace, signal, this, &TimeLine::recount);
    for (auto signal : {&workspace::Workspace::findingsChanged, &workspace::Workspace::labelsChanged, &workspace::Workspace::sessionsChanged})
        connect(&workspace, signal, this, &TimeLine::reread);
    connect(&workspace, &workspace::Workspace::selectionChanged, this, qOverload<>(&QWidget::update));
    connect(&m_context.settings, &Settings::zoneChanged, this, qOverload<>(&QWidget::update));
    describe();
}

QSize TimeLine::sizeHint() const { return {600, m_timeless ? 32 : m_low ? 80 : 104}; }

void TimeLine::setLow(bool low)
{
    if (low == m_low)
        return;
    m_low = low;
    updateGeometry();
}

QRect TimeLine::plot() const { return rect().adjusted(theme::kMargin, kTop, -theme::kMargin, -(kAxis + 2 * kLane + kOverview + 2)); }

double TimeLine::xOf(TimePoint time) const
{
    const QRect area = plot();
    const double span = static_cast<double>(m_range.to.ns) - static_cast<double>(m_range.from.ns);
    return span <= 0 ? area.left() : area.left() + (static_cast<double>(time.ns) - static_cast<double>(m_range.from.ns)) / span * area.width();
}

TimePoint TimeLine::timeAt(double x) const
{
    const QRect area = plot();
    const double share = std::clamp((x - area.left()) / std::max(1, area.width()), 0.0, 1.0);
    return {m_range.from.ns + static_cast<std::int64_t>(share * (static_cast<double>(m_range.to.ns) - static_cast<double>(m_range.from.ns)))};
}

void TimeLine::recount()
{
    auto &workspace = m_context.workspace;
    const workspace::ProjectData &held = workspace.data();
    m_range = workspace.visibleRange();
    const bool timeless = held.snapshot != nullptr && held.snapshot->events > 0 && held.snapshot->timeRange().isAll();
    if (std::exchange(m_timeless, timeless) != timeless)
        updateGeometry(); // a line says that there are no times
    // Events without times cannot be counted over time; traces then are.
    const bool dated = held.snapshot != nullptr && std::ranges::any_of(held.snapshot->chunks, [](const storage::ChunkInfo &chunk) { return !chunk.from.isNone(); });
    m_ofTraces = held.snapshot != nullptr && !dated && hasSignals(workspace, Signal::Traces);
    if (!held.reader || !held.catalog || (held.snapshot->events == 0 && !m_ofTraces) || m_range.isAll() || m_range.from >= m_range.to) {
        m_histogram.reset();
        workspace.jobs().cancelKey("timeline");
        describe();
        update();
        return;
    }
    // While the filter runs, what was counted before stays.
    if (!workspace.hasFilterResult()) {
        update();
        return;
    }
    const auto buckets = static_cast<std::size_t>(std::clamp(plot().width() / 4, 50, 600));
    const auto take = [this](engine::EventHistogramResponse histogram) {
        m_histogram = std::move(histogram);
        describe();
        update();
    };
    if (m_ofTraces) {
        workspace.jobs().start<engine::EventHistogramResponse>({.key = "timeline", .title = Message(CAUSEWAY_TEXT("Count traces over time")), .quiet = true},
                                                               [project = held.project, range = m_range, buckets](const Job &job) { return engine::traceHistogram(*project, range, buckets, job); }, this, take);
        return;
    }
    engine::EventHistogramRequest request;
    request.range = m_range;
    request.buckets = buckets;
    request.filter = workspace.filterResult();
    workspace.jobs().start<engine::EventHistogramResponse>(
        {.key = "timeline", .title = Message(CAUSEWAY_TEXT("Count events over time")), .quiet = true},
        [reader = held.reader, catalog = held.catalog, request](const Job &job) { return engine::eventHistogram(*reader, *catalog, request, job); }, this, take);
}

void TimeLine::reread()
{
    auto &workspace = m_context.workspace;
    const workspace::ProjectData held = workspace.data();
    if (!held.project) {
        m_marks = {};
        update();
        return;
    }
    workspace.jobs().start<Marks>({.key = "timeline.marks", .title = Message(CAUSEWAY_TEXT("Read findings and labels")), .quiet = true},
                                  [held](const Job &) -> Result<Marks> {
                                      Marks marks;
                                      storage::FindingStore::Query query;
                                      query.limit = kMarks;
                                      CAUSEWAY_ASSIGN(const auto findings, storage::FindingStore(*held.project).findings(query));
                                      for (const storage::Finding &finding : findings)
                                          if (!finding.from.isNone())
                                              marks.findings.push_back({finding.from, finding.to.isNone() ? finding.from : finding.to, Verdict::Anomalous});
                                      CAUSEWAY_ASSIGN(const auto labels, storage::LabelStore(*held.project).all());
                                      for (const storage::Label &label : labels) {
                                          const auto session = held.sessions && label.subject.kind == SubjectKind::Session ? held.sessions->find(label.subject.id) : std::nullopt;
                                          if (!session || label.by == "import") // what came with the data would fill the lane
                                              continue;
                                          const storage::SessionInfo &info = held.sessions->sessions[*session];
                                          if (!info.first.isNone())
                                              marks.labels.push_back({info.first, info.last, label.verdict});
                                      }
                                      CAUSEWAY_ASSIGN(marks.incidents, storage::IncidentStore(*held.project).all());
                                      return marks;
                                  },
                                  this, [this](Marks marks) {
                                      m_marks = std::move(marks);
                                      describe();
                                      update();
                                  });
}

void TimeLine::describe()
{
    QString text = m_ofTraces ? tr("No traces in this range") : tr("No events in this range");
    if (m_histogram && m_histogram->counted > 0) {
        QStringList parts;
        for (auto series = m_histogram->series.rbegin(); series != m_histogram->series.rend(); ++series)
            parts << tr("%1 %2").arg(text::number(static_cast<std::int64_t>(series->total)), seriesName(series->level));
        text = (m_ofTraces ? tr("%1 traces, %2: %3. Findings: %4.") : tr("%1 events, %2: %3. Findings: %4."))
                   .arg(text::number(static_cast<std::int64_t>(m_histogram->counted)), text::range(m_range), parts.join(QStringLiteral(", ")),
                        text::number(static_cast<std::int64_t>(m_marks.findings.size())));
    }
    if (!m_marks.incidents.empty())
        text += QLatin1Char(' ') + tr("Incidents: %1.").arg(text::number(static_cast<std::int64_t>(m_marks.incidents.size())));
    setAccessibleDescription(text);
}

void TimeLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.setPen(theme::line());
    painter.drawLine(0, height() - 1, width(), height() - 1);
    const QRect area = plot();
    if (!m_histogram || m_histogram->counted == 0) {
        painter.setPen(theme::muted());
        const bool open = m_context.workspace.isOpen() && m_context.workspace.snapshot() && (m_context.workspace.snapshot()->events > 0 || m_ofTraces);
        painter.drawText(rect(), Qt::AlignCenter,
                         !open                                      ? tr("Events over time appear here once logs are imported")
                         : !m_context.workspace.hasFilterResult()   ? tr("Filtering …")
                         : (m_histogram && m_histogram->timeless > 0) || m_context.workspace.snapshot()->timeRange().isAll() ? tr("The events have no times")
                         : m_ofTraces                                               ? tr("No traces start in this range")
                                                                    : tr("No events pass the filter in this range"));
    } else {
        paintAxis(painter);
        paintBars(painter);
        paintMarks(painter);
        paintIncidents(painter);
        paintOverview(painter);
    }
    if (const auto marked = m_context.workspace.selection().range; marked && m_histogram) {
        QColor band = theme::color(theme::Tone::Accent);
        band.setAlpha(36);
        const double left = std::max<double>(area.left(), xOf(marked->from)), right = std::min<double>(area.right(), xOf(marked->to));
        if (right > left)
            painter.fillRect(QRectF(left, area.top(), right - left, area.height()), band);
    }
    if (m_pressed && std::abs(m_dragged - *m_pressed) > 2) {
        QColor band = theme::color(theme::Tone::Accent);
        const QRect drag(QPoint(std::min(*m_pressed, m_dragged), area.top()), QPoint(std::max(*m_pressed, m_dragged), area.bottom()));
        band.setAlpha(50);
        painter.fillRect(drag, band);
        painter.setPen(theme::color(theme::Tone::Accent));
        painter.drawLine(drag.topLeft(), drag.bottomLeft());
        painter.drawLine(drag.topRight(), drag.bottomRight());
        painter.setFont(theme::smallFont());
        const QString said = text::duration(timeAt(drag.right()) - timeAt(drag.left()));
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(QRect(drag.center().x() - 60, 0, 120, kTop), Qt::AlignCenter, said);
    }
    if (hasFocus()) {
        painter.setPen(theme::color(theme::Tone::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -2));
    }
}

void TimeLine::paintBars(QPainter &painter) const
{
    const QRect area = plot();
    if (area.width() < kLeastBar)
        return;
    const std::uint64_t most = this->most();
    const auto tall = static_cast<double>(area.height());
    for (std::size_t bucket = 0; bucket < m_histogram->buckets; ++bucket) {
        const TimePoint from{m_histogram->fromNs + static_cast<std::int64_t>(bucket) * m_histogram->bucketNs};
        if (from >= m_range.to || from.ns + m_histogram->bucketNs <= m_range.from.ns)
            continue;
        // Of the first and the last bucket the range may hold next to nothing: its events are seen all the same.
        const double left = std::clamp<double>(xOf(from), area.left(), area.right() + 1 - kLeastBar);
        const double right = std::clamp<double>(xOf({from.ns + m_histogram->bucketNs}), left + kLeastBar, area.right() + 1);
        const double gap = right - left > 3 ? 1 : 0;
        double bottom = area.bottom() + 1;
        // The worst at the bottom, on the base line, where small counts can be compared; at least two pixels tall.
        for (auto series = m_histogram->series.rbegin(); series != m_histogram->series.rend(); ++series) {
            const std::uint64_t count = series->counts[bucket];
            if (count == 0)
                continue;
            double h = static_cast<double>(count) / static_cast<double>(most) * tall;
            if (series->level >= Level::Warning)
                h = std::max(h, 2.0);
            h = std::min(h, bottom - area.top());
            QColor fill = theme::levelColor(series->level);
            if (series->level < Level::Warning)
                fill.setAlpha(theme::isDark() ? 130 : 110);
            painter.fillRect(QRectF(left, bottom - h, right - left - gap, h), fill);
            bottom -= h;
        }
    }
}

std::uint64_t TimeLine::most() const
{
    std::uint64_t most = 1;
    for (std::size_t bucket = 0; bucket < m_histogram->buckets; ++bucket) {
        std::uint64_t sum = 0;
        for (const auto &series : m_histogram->series)
            sum += series.counts[bucket];
        most = std::max(most, sum);
    }
    return most;
}

QString TimeLine::seriesName(Level level) const
{
    if (!m_ofTraces)
        return text::levelName(level);
    return level == Level::Error ? tr("with errors") : tr("without errors");
}

QString TimeLine::caption() const
{
    if (!m_histogram || m_histogram->counted == 0)
        return {};
    const auto n = static_cast<std::int64_t>(most());
    const Nanos bucket{m_histogram->bucketNs};
    return text::render(m_ofTraces ? Message(CAUSEWAY_TEXT("at most %1{trace|traces} in %2"), n, bucket) : Message(CAUSEWAY_TEXT("at most %1{event|events} in %2"), n, bucket));
}

QRect TimeLine::captionRect() const
{
    const QRect area = plot();
    const int width = QFontMetrics(theme::smallFont()).horizontalAdvance(caption()) + 2;
    return {area.right() - width + 1, area.bottom() + 2 * kLane + 2, width, kAxis};
}

void TimeLine::paintAxis(QPainter &painter) const
{
    const QRect area = plot();
    painter.setFont(theme::smallFont());
    const QFontMetrics metrics = painter.fontMetrics();
    int lastRight = area.left() - 1000;
    // What the bars count stands in the same row: above them are the marks of findings.
    const QRect said = captionRect();
    painter.setPen(theme::muted());
    painter.drawText(said, Qt::AlignRight | Qt::AlignVCenter, caption());
    for (const TimeTick &tick : timeTicks(m_range, std::max(2, area.width() / 110))) {
        const int x = static_cast<int>(std::lround(xOf(tick.time)));
        painter.setPen(theme::line());
        painter.drawLine(x, area.top(), x, area.bottom() + 4);
        const int w = metrics.horizontalAdvance(tick.text);
        const int left = std::clamp(x - w / 2, area.left(), area.right() - w);
        if (left < lastRight + theme::kGrid || left + w > said.left() - theme::kGroup)
            continue;
        painter.setPen(theme::muted());
        painter.drawText(QRect(left, area.bottom() + 2 * kLane + 2, w + 2, kAxis), Qt::AlignLeft | Qt::AlignVCenter, tick.text);
        lastRight = left + w;
    }
    painter.setPen(theme::line());
    painter.drawLine(area.left(), area.bottom() + 1, area.right(), area.bottom() + 1);
}

void TimeLine::paintMarks(QPainter &painter) const
{
    const QRect area = plot();
    painter.setRenderHint(QPainter::Antialiasing);
    // Marks that fall on the same pixels are one mark.
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::color(theme::Tone::Anomalous));
    std::vector<bool> taken(static_cast<std::size_t>(std::max(1, area.width() / 3 + 2)));
    for (const Mark &mark : m_marks.findings) {
        const double x = xOf(mark.from);
        if (x < area.left() || x > area.right())
            continue;
        const auto cell = static_cast<std::size_t>((x - area.left()) / 3);
        if (taken[cell])
            continue;
        taken[cell] = true;
        painter.drawPolygon(QPolygonF({{x - 3.5, 3.0}, {x + 3.5, 3.0}, {x, 10.0}}));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const Mark &mark : m_marks.labels) {
        const double left = std::max<double>(area.left(), xOf(mark.from)), right = std::min<double>(area.right(), xOf(mark.to));
        if (right < area.left() || left > area.right())
            continue;
        // A mark where it begins tells one from another; how long it lasts is faint, and stronger where more overlap.
        const int lane = mark.verdict == Verdict::Anomalous ? 0 : 1;
        const double top = area.bottom() + 3 + lane * kLane;
        QColor color = theme::verdictColor(mark.verdict);
        if (xOf(mark.from) >= area.left())
            painter.fillRect(QRectF(left, top - 1, 2, kLane), color);
        color.setAlphaF(kSpanInk);
        painter.fillRect(QRectF(left, top, std::max(2.0, right - left), kLane - 2), color);
    }
}

// A bracket above the bars, over the whole incident.
void TimeLine::paintIncidents(QPainter &painter) const
{
    const QRect area = plot();
    for (const storage::Incident &one : m_marks.incidents) {
        const double left = xOf(one.time.from), right = std::max(left + kLeastBracket, xOf(one.time.to));
        if (right < area.left() || left > area.right())
            continue;
        const QColor ink = one.verdict == storage::IncidentVerdict::Cause ? theme::color(theme::Tone::Anomalous) : one.verdict == storage::IncidentVerdict::Open ? theme::color(theme::Tone::Unsure) : theme::muted();
        const double from = std::max<double>(left, area.left()), to = std::min<double>(right, area.right());
        painter.fillRect(QRectF(from, kBracket, to - from, 2), ink);
        for (const double end : {left, right - 2})
            if (end >= area.left() - 1 && end <= area.right() + 1)
                painter.fillRect(QRectF(end, kBracket, 2, kTop - kBracket), ink);
    }
}

const storage::Incident *TimeLine::incidentAt(TimePoint time) const
{
    const storage::Incident *shortest = nullptr;
    for (const storage::Incident &one : m_marks.incidents)
        if (one.time.contains(time) && (shortest == nullptr || one.time.to - one.time.from < shortest->time.to - shortest->time.from))
            shortest = &one;
    return shortest;
}

void TimeLine::paintOverview(QPainter &painter) const
{
    const auto snapshot = m_context.workspace.snapshot();
    const TimeRange all = snapshot ? snapshot->timeRange() : TimeRange{};
    if (all.isAll() || m_range == all || all.to <= all.from)
        return;
    const QRect area = plot();
    const double span = static_cast<double>(all.to.ns - all.from.ns);
    const auto at = [&](TimePoint t) { return area.left() + std::clamp(static_cast<double>(t.ns - all.from.ns) / span, 0.0, 1.0) * area.width(); };
    const int y = height() - kOverview - 2;
    painter.fillRect(QRectF(area.left(), y, area.width(), kOverview), theme::line());
    painter.fillRect(QRectF(at(m_range.from), y, std::max(4.0, at(m_range.to) - at(m_range.from)), kOverview), theme::color(theme::Tone::Accent));
}

QString TimeLine::tipAt(double x) const
{
    if (!m_histogram || m_histogram->buckets == 0)
        return {};
    const std::int64_t ns = timeAt(x).ns - m_histogram->fromNs;
    const auto bucket = std::min(static_cast<std::size_t>(std::max<std::int64_t>(0, ns / m_histogram->bucketNs)), m_histogram->buckets - 1);
    const TimePoint from{m_histogram->fromNs + static_cast<std::int64_t>(bucket) * m_histogram->bucketNs};
    QString tip = text::range({from, {from.ns + m_histogram->bucketNs}}) + QStringLiteral("\n%1 (UTC)").arg(text::timeUtc(from));
    bool any = false;
    for (auto series = m_histogram->series.rbegin(); series != m_histogram->series.rend(); ++series)
        if (series->counts[bucket] > 0) {
            tip += QStringLiteral("\n%1: %2").arg(seriesName(series->level), text::number(static_cast<std::int64_t>(series->counts[bucket])));
            any = true;
        }
    if (!any)
        tip += QLatin1Char('\n') + (m_ofTraces ? tr("no traces") : tr("no events"));
    if (const storage::Incident *incident = incidentAt(timeAt(x)))
        tip += QLatin1Char('\n') + tr("Incident “%1”: %2").arg(incidentName(*incident), incidentVerdict(*incident));
    return tip;
}

QString TimeLine::table() const
{
    if (!m_histogram)
        return {};
    QString out = tr("from");
    for (const auto &series : m_histogram->series)
        out += QLatin1Char('\t') + seriesName(series.level);
    out += QLatin1Char('\n');
    for (std::size_t bucket = 0; bucket < m_histogram->buckets; ++bucket) {
        out += text::timeUtc({m_histogram->fromNs + static_cast<std::int64_t>(bucket) * m_histogram->bucketNs});
        for (const auto &series : m_histogram->series)
            out += QLatin1Char('\t') + QString::number(series.counts[bucket]);
        out += QLatin1Char('\n');
    }
    return out;
}

void TimeLine::zoom(double factor, std::optional<double> about)
{
    auto &workspace = m_context.workspace;
    const TimeRange all = workspace.snapshot() ? workspace.snapshot()->timeRange() : TimeRange{};
    if (all.isAll() || m_range.from >= m_range.to || !m_histogram)
        return;
    const double span = static_cast<double>(m_range.to.ns - m_range.from.ns);
    const double centre = static_cast<double>(m_range.from.ns - all.from.ns) + span * about.value_or(0.5);
    const double next = std::max(span * factor, 1000.0);
    const auto from = static_cast<std::int64_t>(centre - next * about.value_or(0.5));
    TimeRange range{{all.from.ns + std::max<std::int64_t>(0, from)}, {all.from.ns + from + static_cast<std::int64_t>(next)}};
    if (range.from <= all.from && range.to >= all.to)
        range = {};
    workspace.setTimeRange(range);
}

void TimeLine::pan(double share)
{
    auto &workspace = m_context.workspace;
    const TimeRange all = workspace.snapshot() ? workspace.snapshot()->timeRange() : TimeRange{};
    if (all.isAll() || m_range == all || !m_histogram)
        return;
    const std::int64_t span = m_range.to.ns - m_range.from.ns;
    const std::int64_t by = std::clamp(static_cast<std::int64_t>(static_cast<double>(span) * share), all.from.ns - m_range.from.ns, all.to.ns - m_range.to.ns);
    if (by != 0)
        workspace.setTimeRange({{m_range.from.ns + by}, {m_range.to.ns + by}});
}

void TimeLine::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    recount();
}

void TimeLine::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_histogram)
        return;
    m_pressed = m_dragged = static_cast<int>(event->position().x());
    m_marking = event->modifiers().testFlag(Qt::ShiftModifier);
}

void TimeLine::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_pressed)
        return;
    m_dragged = std::clamp(static_cast<int>(event->position().x()), plot().left(), plot().right());
    update();
}

void TimeLine::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_pressed)
        return;
    const int from = std::min(*m_pressed, m_dragged), to = std::max(*m_pressed, m_dragged);
    m_pressed.reset();
    update();
    auto &workspace = m_context.workspace;
    if (to - from > 3) {
        const TimeRange range{timeAt(from), timeAt(to)};
        if (m_marking) {
            workspace::Selection selection = workspace.selection();
            selection.range = range;
            workspace.setSelection(selection);
        } else if (range.from < range.to) {
            workspace.setTimeRange(range);
        }
    } else if (workspace.selection().range) {
        workspace::Selection selection = workspace.selection();
        selection.range.reset();
        workspace.setSelection(selection);
    }
}

void TimeLine::mouseDoubleClickEvent(QMouseEvent *) { m_context.workspace.setTimeRange({}); }

void TimeLine::wheelEvent(QWheelEvent *event)
{
    const double about = (event->position().x() - plot().left()) / std::max(1, plot().width());
    if (const int turned = event->angleDelta().y(); turned != 0)
        zoom(std::pow(0.8, turned / 120.0), std::clamp(about, 0.0, 1.0));
    event->accept();
}

void TimeLine::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: pan(-0.25); return;
    case Qt::Key_Right: pan(0.25); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(0.5); return;
    case Qt::Key_Minus: zoom(2); return;
    case Qt::Key_Home: m_context.workspace.setTimeRange({}); return;
    case Qt::Key_Escape:
        if (m_pressed) {
            m_pressed.reset();
            update();
            return;
        }
        break;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

void TimeLine::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("All times"), this, [this] { m_context.workspace.setTimeRange({}); });
    if (const storage::Incident *incident = incidentAt(timeAt(event->x())))
        menu->addAction(tr("Look at the incident “%1”").arg(incidentName(*incident).replace(QLatin1Char('&'), QStringLiteral("&&"))), this, [this, time = incident->time] { m_context.workspace.setTimeRange(time); });
    menu->addAction(tr("Copy as table"), this, [this] { QApplication::clipboard()->setText(table()); })->setEnabled(m_histogram.has_value());
    menu->popup(event->globalPos());
}

bool TimeLine::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), text::toolTip(tipAt(help->pos().x())), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace causeway::views
