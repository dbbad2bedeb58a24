#include "views/explore/log_view.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QLocale>
#include <QMimeData>

#include <algorithm>

#include "views/explore/hit_scroll_bar.h"
#include "views/explore/log_view_accessible.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kBarSteps = 1'000'000'000; // more rows than this share steps of the scroll bar
constexpr std::size_t kClipboardBytes = 64u << 20;
constexpr std::uint64_t kPrefetchPages = 2;

} // namespace

LogView::LogView(LinePager &pager, QWidget *parent) : QAbstractScrollArea(parent), m_pager(pager), m_bar(new HitScrollBar(this))
{
    LogViewAccessible::install();
    setVerticalScrollBar(m_bar);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setFont(theme::monospaced());
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Log lines"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setAutoFillBackground(false);
    m_colors = LogColors::fromPalette(palette());
    updateMetrics();

    // Steps and pages move by rows exactly, even where a step of the bar is many rows.
    connect(m_bar, &QAbstractSlider::actionTriggered, this, [this](int action) {
        switch (action) {
        case QAbstractSlider::SliderSingleStepAdd: scrollLines(1); break;
        case QAbstractSlider::SliderSingleStepSub: scrollLines(-1); break;
        case QAbstractSlider::SliderPageStepAdd: scrollLines(rowsPerPage()); break;
        case QAbstractSlider::SliderPageStepSub: scrollLines(-rowsPerPage()); break;
        default: return;
        }
        m_bar->setSliderPosition(m_bar->value());
    });
    connect(&m_pager, &LinePager::rowsReset, this, [this] {
        m_copy.cancel();
        m_selection.clear();
        m_current = ~std::uint64_t{0};
        m_anchor = 0;
        m_top = 0;
        m_topLine = 0;
        m_widest = 0;
        m_folding.clear();
        m_forward = true;
        updateScrollBars();
        requestVisible();
        viewport()->update();
        Q_EMIT selectionChanged();
        notifyAccessible();
    });
    connect(&m_pager, &LinePager::rowsReady, this, [this](quint64 first, quint64 count) {
        const auto rows = visibleRows();
        if (rows.empty() || first > rows.back().row || first + count <= rows.front().row)
            return;
        settle();
    });
    requestVisible();
}

LogView::~LogView() = default;

void LogView::updateMetrics()
{
    const QFontMetricsF metrics(font());
    m_advance = std::max<qreal>(1, metrics.horizontalAdvance(QLatin1Char('0')));
    m_lineHeight = std::max(8, static_cast<int>(metrics.height()) + 2);
    m_ascent = static_cast<int>(metrics.ascent()) + 1;
    m_rawFont = QRawFont::fromFont(font());
    QString ascii;
    for (char16_t c = 0x20; c < 0x7f; ++c)
        ascii += QChar(c);
    const QList<quint32> glyphs = m_rawFont.glyphIndexesForString(ascii);
    for (qsizetype i = 0; i < glyphs.size() && i < ascii.size(); ++i)
        m_glyphs[static_cast<std::size_t>(ascii[i].unicode())] = glyphs[i];
    if (m_widths[TimeColumn] == 0) {
        const auto cells = [this](double count) { return static_cast<int>(count * m_advance) + 12; };
        m_widths = {m_lineHeight + 4, cells(23), cells(7), cells(22), 0};
    }
}

int LogView::headerHeight() const { return m_lineHeight + 6; }

int LogView::rowsPerPage() const { return std::max(1, (viewport()->height() - headerHeight()) / m_lineHeight); }

int LogView::columnWidth(Column column) const
{
    return column == TextColumn ? std::max(0, viewport()->width() - columnLeft(TextColumn)) : m_widths[column];
}

int LogView::columnLeft(Column column) const
{
    int left = 0;
    for (int i = 0; i < column; ++i)
        left += m_widths[static_cast<std::size_t>(i)];
    return left;
}

int LogView::textWidth() const { return std::max(1, columnWidth(TextColumn) - 8); }

QString LogView::columnTitle(Column column) const
{
    switch (column) {
    case GutterColumn: return tr("Marks");
    case TimeColumn: return tr("Time");
    case LevelColumn: return tr("Level");
    case OriginColumn: return tr("Component");
    case TextColumn:
    case ColumnCount: break;
    }
    return tr("Text");
}

QString LogView::timeText(TimePoint time)
{
    if (time.isNone())
        return {};
    // Towards the past, so that times before 1970 keep their milliseconds.
    const std::int64_t ms = time.ns >= 0 ? time.ns / 1'000'000 : (time.ns - 999'999) / 1'000'000;
    return QDateTime::fromMSecsSinceEpoch(ms, text::isUtc() ? Qt::UTC : Qt::LocalTime).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

QString LogView::levelText(Level level)
{
    switch (level) {
    case Level::Unknown: break;
    case Level::Trace: return tr("trace");
    case Level::Debug: return tr("debug");
    case Level::Info: return tr("info");
    case Level::Warning: return tr("warn");
    case Level::Error: return tr("error");
    case Level::Fatal: return tr("fatal");
    }
    return {};
}

QString LogView::cellText(std::uint64_t row, Column column) const
{
    const LogRow *found = m_pager.cachedRow(row);
    if (found == nullptr)
        return {};
    switch (column) {
    case GutterColumn: {
        QStringList marks;
        if (std::binary_search(m_bookmarks.begin(), m_bookmarks.end(), found->event))
            marks << tr("bookmark");
        if (m_decorator != nullptr && !m_decorator->oddReason(found->event).isEmpty())
            marks << tr("unexpected");
        return marks.join(QStringLiteral(", "));
    }
    case TimeColumn: return timeText(found->time);
    case LevelColumn: return levelText(found->level);
    case OriginColumn: return found->origin;
    case TextColumn:
    case ColumnCount: break;
    }
    return found->text;
}

bool LogView::isUnfolded(const LogRow &row) const { return m_allUnfolded != m_folding.contains(row.event.value); }

void LogView::setUnfolded(std::uint64_t row, bool on)
{
    const LogRow *found = m_pager.cachedRow(row);
    if (found == nullptr || found->lines < 2 || isUnfolded(*found) == on)
        return;
    if (on == m_allUnfolded)
        m_folding.erase(found->event.value);
    else
        m_folding.insert(found->event.value);
    settle();
}

void LogView::setAllUnfolded(bool on)
{
    m_allUnfolded = on;
    m_folding.clear();
    m_topLine = 0;
    settle();
}

void LogView::setWrapping(bool on)
{
    if (m_wrap == on)
        return;
    m_wrap = on;
    m_topLine = 0;
    horizontalScrollBar()->setValue(0);
    settle();
    Q_EMIT wrappingChanged(on);
}

LogLineLayout LogView::layoutOf(const LogRow &row) const
{
    return LogLineLayout::make(row.text, !isUnfolded(row), m_wrap ? textWidth() : 0, m_advance, font());
}

int LogView::visualLines(std::uint64_t row) const
{
    if (!m_wrap && !m_allUnfolded && m_folding.empty())
        return 1;
    const LogRow *found = m_pager.cachedRow(row);
    if (found == nullptr)
        return 1;
    return m_wrap || isUnfolded(*found) ? static_cast<int>(layoutOf(*found).lines.size()) : 1;
}

std::vector<LogView::VisibleRow> LogView::visibleRows() const
{
    std::vector<VisibleRow> rows;
    int y = headerHeight() - m_topLine * m_lineHeight;
    for (std::uint64_t row = m_top; row < rowCount() && y < viewport()->height(); ++row) {
        rows.push_back({row, y, visualLines(row)});
        y += rows.back().lines * m_lineHeight;
    }
    return rows;
}

std::uint64_t LogView::rowAt(const QPoint &position) const
{
    if (position.y() >= headerHeight())
        for (const VisibleRow &visible : visibleRows())
            if (position.y() < visible.top + visible.lines * m_lineHeight)
                return visible.row;
    return rowCount();
}

QRect LogView::rowRect(std::uint64_t row) const
{
    for (const VisibleRow &visible : visibleRows())
        if (visible.row == row)
            return QRect(0, visible.top, viewport()->width(), visible.lines * m_lineHeight) &
                   QRect(0, headerHeight(), viewport()->width(), viewport()->height() - headerHeight());
    return {};
}

void LogView::setTop(std::uint64_t row, int line)
{
    const std::uint64_t before = m_top;
    m_top = row;
    m_topLine = line;
    clampTop();
    if (m_top != before)
        m_forward = m_top > before;
    updateScrollBars();
    requestVisible();
    viewport()->update();
    notifyAccessible();
}

void LogView::clampTop()
{
    if (rowCount() == 0) {
        m_top = 0;
        m_topLine = 0;
        return;
    }
    if (m_top >= rowCount()) {
        m_top = rowCount() - 1;
        m_topLine = 0;
    }
    m_topLine = std::clamp(m_topLine, 0, visualLines(m_top) - 1);
    // The last row stands at the bottom, no further up.
    const int fit = rowsPerPage();
    m_atEnd = false;
    int lines = -m_topLine;
    for (std::uint64_t row = m_top; row < rowCount(); ++row) {
        lines += visualLines(row);
        if (lines >= fit) {
            m_atEnd = lines == fit && row + 1 == rowCount();
            return;
        }
    }
    lines = 0;
    std::uint64_t row = rowCount();
    while (row > 0 && lines < fit)
        lines += visualLines(--row);
    m_top = row;
    m_topLine = std::max(0, lines - fit);
    m_atEnd = m_top > 0 || m_topLine > 0;
}

// After heights have changed: what was at the bottom stays there, what was chosen stays in view.
void LogView::settle()
{
    if (m_atEnd)
        m_top = rowCount();
    clampTop();
    updateScrollBars();
    if (m_followCurrent)
        ensureVisible(m_current);
    requestVisible();
    viewport()->update();
    notifyAccessible();
}

void LogView::scrollLines(std::int64_t lines)
{
    m_followCurrent = false;
    std::uint64_t row = m_top;
    std::int64_t line = m_topLine + lines;
    while (line < 0 && row > 0)
        line += visualLines(--row);
    line = std::max<std::int64_t>(0, line);
    for (int here = 0; row + 1 < rowCount() && line >= (here = visualLines(row)); ++row)
        line -= here;
    setTop(row, static_cast<int>(line));
}

void LogView::scrollTo(std::uint64_t row) { setTop(row, 0); }

void LogView::centreOn(std::uint64_t row)
{
    const auto half = static_cast<std::uint64_t>(rowsPerPage() / 2);
    setTop(row > half ? row - half : 0, 0);
}

void LogView::ensureVisible(std::uint64_t row)
{
    if (row >= rowCount())
        return;
    if (row < m_top || (row == m_top && m_topLine > 0)) {
        setTop(row, 0);
        return;
    }
    // From below: the fewest rows from the top that make it fit.
    const int fit = rowsPerPage();
    int lines = 0;
    std::uint64_t top = row;
    for (std::uint64_t at = row; lines + visualLines(at) <= fit; --at) {
        lines += visualLines(at);
        top = at;
        if (at == 0 || at < m_top)
            break;
    }
    if (top > m_top)
        setTop(top, 0);
}

void LogView::updateScrollBars()
{
    const std::uint64_t size = rowCount();
    const auto page = static_cast<std::uint64_t>(rowsPerPage());
    const std::uint64_t lastTop = size > page ? size - page : (visualLines(0) > 1 && size > 0 ? size - 1 : 0);
    const int steps = static_cast<int>(std::min<std::uint64_t>(lastTop, kBarSteps));
    m_settingBar = true;
    m_bar->setRange(0, steps);
    m_bar->setPageStep(static_cast<int>(std::max<std::uint64_t>(1, lastTop > 0 ? page * static_cast<std::uint64_t>(steps) / lastTop : page)));
    const std::uint64_t top = std::min(m_top, lastTop);
    m_bar->setValue(lastTop <= kBarSteps ? static_cast<int>(top) : static_cast<int>(static_cast<double>(top) / static_cast<double>(lastTop) * steps));
    const int hidden = m_wrap ? 0 : std::max(0, m_widest - textWidth());
    horizontalScrollBar()->setRange(0, hidden);
    horizontalScrollBar()->setPageStep(textWidth());
    horizontalScrollBar()->setSingleStep(static_cast<int>(8 * m_advance));
    m_settingBar = false;
}

void LogView::scrollContentsBy(int, int)
{
    if (m_settingBar) {
        viewport()->update();
        return;
    }
    const std::uint64_t size = rowCount();
    const auto page = static_cast<std::uint64_t>(rowsPerPage());
    const std::uint64_t lastTop = size > page ? size - page : 0;
    const int value = m_bar->value();
    if (lastTop > 0) {
        m_followCurrent = false;
        const int shown = lastTop <= kBarSteps ? static_cast<int>(std::min(m_top, lastTop))
                                               : static_cast<int>(static_cast<double>(std::min(m_top, lastTop)) / static_cast<double>(lastTop) * m_bar->maximum());
        if (value == m_bar->maximum() && value != shown)
            setTop(size - 1, 0);
        else if (value != shown)
            setTop(lastTop <= kBarSteps ? static_cast<std::uint64_t>(value)
                                        : static_cast<std::uint64_t>(static_cast<double>(value) / m_bar->maximum() * static_cast<double>(lastTop)),
                   0);
    }
    viewport()->update();
}

void LogView::requestVisible()
{
    if (rowCount() == 0)
        return;
    const auto page = static_cast<std::uint64_t>(rowsPerPage());
    // Asked last is fetched first: the top of the view.
    const std::uint64_t last = std::min(rowCount() - 1, m_top + page);
    m_pager.row(last);
    m_pager.row(m_top);
    const std::uint64_t ahead = kPrefetchPages * LinePager::kPageRows;
    if (m_forward)
        m_pager.prefetch(last + 1, ahead);
    else
        m_pager.prefetch(m_top > ahead ? m_top - ahead : 0, std::min(ahead, m_top));
}

void LogView::setCurrentRow(std::uint64_t row) { moveCurrent(row, Qt::NoModifier); }

void LogView::moveCurrent(std::uint64_t row, Qt::KeyboardModifiers modifiers)
{
    if (rowCount() == 0)
        return;
    row = std::min(row, rowCount() - 1);
    select(row, modifiers);
    m_followCurrent = true;
    ensureVisible(row);
}

void LogView::select(std::uint64_t row, Qt::KeyboardModifiers modifiers)
{
    const std::uint64_t before = m_current;
    if (modifiers & Qt::ShiftModifier) {
        if (before >= rowCount())
            m_anchor = row;
        if (modifiers & Qt::ControlModifier)
            m_selection.add(std::min(m_anchor, row), std::max(m_anchor, row) + 1);
        else
            m_selection.set(std::min(m_anchor, row), std::max(m_anchor, row) + 1);
    } else if (modifiers & Qt::ControlModifier) {
        m_selection.toggle(row);
        m_anchor = row;
    } else {
        m_selection.set(row, row + 1);
        m_anchor = row;
    }
    m_current = row;
    viewport()->update();
    Q_EMIT selectionChanged();
    if (m_current != before)
        Q_EMIT currentRowChanged(m_current);
    notifyAccessible();
}

void LogView::alsoSelect(std::uint64_t row)
{
    if (row >= rowCount() || m_selection.contains(row))
        return;
    m_selection.add(row, row + 1);
    viewport()->update();
    Q_EMIT selectionChanged();
}

void LogView::selectAll()
{
    m_selection.set(0, rowCount());
    viewport()->update();
    Q_EMIT selectionChanged();
}

void LogView::copySelection()
{
    if (m_selection.isEmpty())
        return;
    m_copy.cancel();
    m_copy = CancelToken();
    m_pager.collectBytes(m_selection.intervals(), kClipboardBytes, [this, token = m_copy, rows = m_selection.count()](Result<std::string> bytes) {
        if (token.isCancelled())
            return;
        if (!bytes) {
            Q_EMIT copyFailed(bytes.error());
            return;
        }
        const QByteArray raw(bytes->data(), static_cast<qsizetype>(bytes->size()));
        auto *mime = new QMimeData;
        // Text is what most programs take; the bytes go along for those that want them untouched.
        mime->setText(QString::fromUtf8(raw));
        mime->setData(QStringLiteral("application/octet-stream"), raw);
        QApplication::clipboard()->setMimeData(mime);
        Q_EMIT copied(rows, bytes->size());
    });
}

void LogView::setColors(const LogColors &colors)
{
    m_colors = colors;
    m_ownColors = true;
    viewport()->update();
}

void LogView::setBookmarks(std::vector<EventId> events)
{
    m_bookmarks = std::move(events);
    viewport()->update();
}

void LogView::goToNextBookmark(bool forward)
{
    const auto &rows = m_pager.rows();
    if (rows == nullptr)
        return;
    // Rows need not rise with events: the nearest one decides.
    std::optional<std::uint64_t> best;
    for (const EventId event : m_bookmarks) {
        const auto row = rows->rowOf(event);
        if (!row || (m_current < rowCount() && (forward ? *row <= m_current : *row >= m_current)))
            continue;
        if (!best || (forward ? *row < *best : *row > *best))
            best = row;
    }
    if (best)
        setCurrentRow(*best);
}

void LogView::setDecorator(std::shared_ptr<const LogDecorator> decorator)
{
    m_decorator = std::move(decorator);
    viewport()->update();
}

void LogView::setScrollMarks(std::vector<double> marks) { m_bar->setMarks(std::move(marks), m_colors.level[static_cast<std::size_t>(Level::Warning)]); }

void LogView::setPlaceholderText(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateMetrics();
        settle();
    } else if (event->type() == QEvent::PaletteChange && !m_ownColors) {
        m_colors = LogColors::fromPalette(palette());
    }
    viewport()->update();
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    settle();
}

} // namespace causeway::views
