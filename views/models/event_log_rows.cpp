#include "views/models/event_log_rows.h"

#include <algorithm>

namespace causeway::views {

namespace {

constexpr std::size_t kHitsPerEvent = 200;

QString shortText(std::string_view bytes)
{
    constexpr std::size_t kMost = 120;
    return toLineText(bytes.substr(0, kMost)).text;
}

} // namespace

EventLogRows::EventLogRows(std::shared_ptr<storage::EventReader> reader, std::shared_ptr<const RowOrder> order, LogRowStyle style)
    : m_reader(std::move(reader)), m_order(std::move(order)), m_style(std::move(style))
{
}

// By one rule in all lines of a pattern: words that it takes for values are marked like numbers.
std::vector<std::pair<std::uint32_t, std::uint32_t>> EventLogRows::valuesIn(const storage::Event &event, Marks &marks) const
{
    const auto &shapes = m_reader->snapshot().shapes;
    if (!m_style.catalog || event.shape.value >= shapes.size())
        return event.slots;
    auto found = marks.find(event.shape.value);
    if (found == marks.end()) {
        const storage::TemplateInfo *info = m_style.catalog->find(m_style.catalog->templateOf(event.shape));
        const auto tokens = info != nullptr ? std::span<const templates::Token>(info->tokens) : std::span<const templates::Token>();
        found = marks.emplace(event.shape.value, storage::ParameterRanges(tokens, shapes[event.shape.value])).first;
    }
    return found->second.fits() ? found->second.of(event) : event.slots;
}

LogRow EventLogRows::toRow(const storage::Event &event, Marks &marks) const
{
    LogRow row;
    row.event = event.id;
    row.shape = event.shape;
    row.time = event.time;
    row.level = event.level;
    const std::string_view bytes = event.bytes;
    for (const storage::FieldRange &field : event.fields)
        if (field.role == Role::Component && field.end > field.begin)
            row.origin = shortText(bytes.substr(field.begin, field.end - field.begin));

    // Ranges are of the shown part; what begins before it is cut.
    const std::uint32_t from = m_style.wholeLines ? 0 : event.contentBegin;
    std::vector<ByteRange> ranges;
    std::vector<ByteRange> hits;
    for (const auto &[begin, end] : valuesIn(event, marks))
        if (begin >= from)
            ranges.push_back({begin - from, end - from});
    if (m_style.search != nullptr) {
        m_style.search->find(bytes, kHitsPerEvent, hits);
        std::erase_if(hits, [from](const ByteRange &hit) { return hit.end <= from; });
        for (ByteRange &hit : hits)
            hit = {hit.begin > from ? hit.begin - from : 0, hit.end - from};
    }
    // What stands behind the message of a line (the rest of a JSON object) is shown with the whole line, or where it was looked for.
    std::string_view part = bytes.substr(from);
    if (!m_style.wholeLines && event.contentEnd > from && bytes.find('\n') >= bytes.size() - 1 && std::ranges::none_of(hits, [&](const ByteRange &hit) { return hit.end + from > event.contentEnd; }))
        part = bytes.substr(from, event.contentEnd - from);
    std::vector<TextRange> shown;
    const LineText text = toLineText(part, ranges, &shown);
    row.parameters = std::move(shown);
    if (!hits.empty()) {
        (void)toLineText(part, hits, &shown);
        row.hits = std::move(shown);
    }
    row.text = text.text;
    row.lines = text.lines;
    return row;
}

Result<std::vector<LogRow>> EventLogRows::read(std::uint64_t first, std::uint32_t count, const Job &job) const
{
    std::vector<LogRow> rows;
    const std::uint64_t end = std::min(m_order->size(), first + count);
    rows.reserve(count);
    Marks marks;
    for (std::uint64_t row = first; row < end; ++row) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_ASSIGN(const storage::Event event, m_reader->event(m_order->eventAt(row)));
        rows.push_back(toRow(event, marks));
    }
    return rows;
}

Result<void> EventLogRows::appendBytes(std::uint64_t begin, std::uint64_t end, std::size_t maxBytes, std::string &out, const Job &job) const
{
    for (std::uint64_t row = begin; row < std::min(end, m_order->size()); ++row) {
        if (job.isCancelled())
            return failure(cancelled());
        CAUSEWAY_TRY(m_reader->appendBytes(m_order->eventAt(row), out));
        if (out.size() > maxBytes)
            return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("Copying the lines failed")),
                           Message(CAUSEWAY_TEXT("they are more than %1, too much for the clipboard"), Bytes{maxBytes}),
                           Message(CAUSEWAY_TEXT("Select fewer lines, or export them to a file.")));
    }
    return {};
}

Result<std::uint64_t> EventLogRows::rowAtTime(TimePoint time, const Job &job) const
{
    const storage::Snapshot &snapshot = m_reader->snapshot();
    const auto timeOf = [&](EventId event) -> Result<TimePoint> {
        const storage::ChunkInfo *chunk = snapshot.chunkOf(event);
        if (chunk == nullptr)
            return TimePoint::none();
        CAUSEWAY_ASSIGN(const auto rows, m_reader->rows(static_cast<std::size_t>(chunk - snapshot.chunks.data())));
        return TimePoint{rows->timesNs[event.value - chunk->first.value]};
    };
    if (!m_order->isByTime()) {
        for (std::size_t i = 0; i < snapshot.chunks.size(); ++i) {
            const storage::ChunkInfo &chunk = snapshot.chunks[i];
            if (job.isCancelled())
                return failure(cancelled());
            if (chunk.to.isNone() || chunk.to < time)
                continue;
            CAUSEWAY_ASSIGN(const auto rows, m_reader->rows(i));
            const auto found = std::find_if(rows->timesNs.begin(), rows->timesNs.end(),
                                            [time](std::int64_t ns) { return ns != TimePoint::none().ns && ns >= time.ns; });
            if (found != rows->timesNs.end())
                return m_order->lowerBound(EventId(chunk.first.value + static_cast<std::uint64_t>(found - rows->timesNs.begin())));
        }
        return m_order->size();
    }
    // Events without a time stand behind the one before them: the nearest time above decides.
    std::uint64_t low = 0;
    std::uint64_t high = m_order->size();
    while (low < high) {
        if (job.isCancelled())
            return failure(cancelled());
        const std::uint64_t middle = low + (high - low) / 2;
        std::uint64_t at = middle;
        TimePoint found = TimePoint::none();
        while (true) {
            CAUSEWAY_ASSIGN(found, timeOf(m_order->eventAt(at)));
            if (!found.isNone() || at == low)
                break;
            --at;
        }
        if (found.isNone() || found < time)
            low = middle + 1;
        else
            high = at;
    }
    return low;
}

} // namespace causeway::views
