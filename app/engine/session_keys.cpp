#include "app/engine/session_keys.h"

#include <algorithm>
#include <functional>

#include "analysis/sessions/identifier.h"

namespace causeway::engine {

using sessions::Grouping;

KeyTable::KeyTable() : m_slots(1024, 0) {}

void KeyTable::grow()
{
    m_slots.assign(m_slots.size() * 2, 0);
    const std::size_t mask = m_slots.size() - 1;
    for (std::uint32_t number = 0; number < m_keys.size(); ++number) {
        std::size_t at = m_hashes[number] & mask;
        while (m_slots[at] != 0)
            at = (at + 1) & mask;
        m_slots[at] = number + 1;
    }
}

std::uint32_t KeyTable::add(std::string_view key)
{
    const std::size_t wide = std::hash<std::string_view>()(key);
    const auto hash = static_cast<std::uint32_t>(wide ^ (wide >> 32));
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at] != 0) {
        const std::uint32_t number = m_slots[at] - 1;
        if (m_hashes[number] == hash && m_keys[number] == key)
            return number;
        at = (at + 1) & mask;
    }
    const auto number = static_cast<std::uint32_t>(m_keys.size());
    m_keys.emplace_back(key);
    m_hashes.push_back(hash);
    m_slots[at] = number + 1;
    if (m_keys.size() * 2 > m_slots.size())
        grow();
    return number;
}

namespace {

// Rows of a chunk by the number of their shape or frame, each in rising order.
struct RowsByNumber {
    std::vector<std::uint32_t> begins, rows;
    template <typename Number>
    RowsByNumber(std::size_t numbers, std::size_t count, Number number) : begins(numbers + 1, 0), rows(count)
    {
        for (std::uint32_t row = 0; row < count; ++row)
            ++begins[number(row) + 1];
        for (std::size_t i = 1; i < begins.size(); ++i)
            begins[i] += begins[i - 1];
        std::vector<std::uint32_t> next(begins.begin(), begins.end() - 1);
        for (std::uint32_t row = 0; row < count; ++row)
            rows[next[number(row)]++] = row;
    }
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t number) const
    {
        return {rows.data() + begins[number], begins[number + 1] - begins[number]};
    }
};

// Values of one column for its rows: neighbours are often equal and constant columns always are, so the last answer is kept.
template <typename KeyOf>
void assignColumn(const storage::Column &column, std::span<const std::uint32_t> rows, ChunkKeys &out, KeyOf keyOf)
{
    std::string_view last;
    std::uint32_t lastKey = ChunkKeys::kNone;
    for (std::uint32_t i = 0; i < rows.size() && i < column.size(); ++i) {
        std::uint32_t &key = out.keyOfRow[rows[i]];
        if (key != ChunkKeys::kNone)
            continue; // the line has one already
        const std::string_view value = column.at(i);
        if (i == 0 || value != last) {
            last = value;
            lastKey = keyOf(value);
        }
        key = lastKey;
    }
}

// The part of a frame's or a shape's text before its k-th slot.
std::string_view textBefore(std::string_view text, std::size_t slot)
{
    std::size_t at = text.find(templates::kSlot);
    while (slot-- > 0 && at != std::string_view::npos)
        at = text.find(templates::kSlot, at + 1);
    return text.substr(0, at);
}

void byField(const storage::ChunkText &text, const storage::Snapshot &snapshot, Role role, const std::string &prefix, KeyTable &table, ChunkKeys &out)
{
    const RowsByNumber frames(text.frames().size(), out.keyOfRow.size(), [&](std::uint32_t row) { return text.localFrame(row); });
    std::string scratch;
    for (std::size_t f = 0; f < text.frames().size(); ++f) {
        const storage::Frame &frame = snapshot.frames[text.frames()[f].value];
        for (std::size_t k = 0; k < frame.slots.size(); ++k)
            if (const storage::Column *column = text.field(f, k); column != nullptr && frame.slots[k].role == role)
                assignColumn(*column, frames.of(f), out, [&](std::string_view value) {
                    return isAbsentValue(value) ? ChunkKeys::kNone : table.add(prefix.empty() ? value : std::string_view(scratch.assign(prefix).append(value)));
                });
    }
}

void byIdentifier(const storage::ChunkText &text, const storage::Snapshot &snapshot, const std::string &name, KeyTable &table, ChunkKeys &out)
{
    // nameValue() takes a name from inside the value or from the text before it, and "id" from neither: a value that cannot
    // be meant is passed over by one comparison.
    const auto keyOf = [&](std::string_view before, bool introduced, std::string_view value) {
        if (!introduced && !value.starts_with(name))
            return ChunkKeys::kNone;
        const sessions::NamedValue named = sessions::nameValue(before, value);
        return named.name == name ? table.add(named.key) : ChunkKeys::kNone;
    };
    const auto introduces = [&](std::string_view before) { return name == "id" || before.find(name) != std::string_view::npos; };

    const RowsByNumber frames(text.frames().size(), out.keyOfRow.size(), [&](std::uint32_t row) { return text.localFrame(row); });
    for (std::size_t f = 0; f < text.frames().size(); ++f) {
        const storage::Frame &frame = snapshot.frames[text.frames()[f].value];
        for (std::size_t k = 0; k < frame.slots.size(); ++k) {
            const storage::Column *column = text.field(f, k);
            if (column == nullptr || !canIdentify(frame.slots[k].role))
                continue;
            if (fieldName(frame.slots[k]) == name) {
                assignColumn(*column, frames.of(f), out,
                             [&](std::string_view value) { return isAbsentValue(value) ? ChunkKeys::kNone : table.add(value); });
                continue;
            }
            const std::string_view before = textBefore(frame.text, k);
            assignColumn(*column, frames.of(f), out,
                         [&, introduced = introduces(before)](std::string_view value) { return keyOf(before, introduced, value); });
        }
    }
    const RowsByNumber shapes(text.shapes().size(), out.keyOfRow.size(), [&](std::uint32_t row) { return text.localShape(row); });
    for (std::size_t s = 0; s < text.shapes().size(); ++s) {
        const templates::Shape &shape = snapshot.shapes[text.shapes()[s].value];
        for (std::size_t k = 0; k < shape.slots.size(); ++k) {
            const std::string_view before = textBefore(shape.text, k);
            assignColumn(text.parameter(s, k), shapes.of(s), out,
                         [&, introduced = introduces(before)](std::string_view value) { return keyOf(before, introduced, value); });
        }
    }
}

void byWindow(const storage::ChunkRows &rows, std::int64_t windowNs, KeyTable &table, ChunkKeys &out)
{
    std::int64_t lastStart = TimePoint::none().ns;
    std::uint32_t lastKey = ChunkKeys::kNone;
    for (std::size_t row = 0; row < rows.timesNs.size(); ++row) {
        const std::int64_t time = rows.timesNs[row];
        if (time == TimePoint::none().ns)
            continue;
        const std::int64_t offset = (time % windowNs + windowNs) % windowNs;
        if (time < TimePoint::none().ns + 1 + offset)
            continue; // before the first window that can be told
        const std::int64_t start = time - offset;
        if (start != lastStart) {
            lastStart = start;
            lastKey = table.add(toIso8601(TimePoint{start}));
        }
        out.keyOfRow[row] = lastKey;
    }
}

} // namespace

bool isAbsentValue(std::string_view value)
{
    return value.empty() || std::all_of(value.begin(), value.end(), [](char c) { return c == '0' || c == '-' || c == ' '; }) || value == "null" ||
           value == "None" || value == "none" || value == "N/A" || value == "n/a" || value == "nil";
}

bool canIdentify(Role role)
{
    return role == Role::Trace || role == Role::Span || role == Role::Thread || role == Role::Process || role == Role::Attribute;
}

std::string_view fieldName(const storage::Frame::Slot &slot) { return slot.role == Role::Attribute ? std::string_view(slot.name) : toName(slot.role); }

void namedValues(const storage::ChunkText &text, const storage::Snapshot &snapshot, std::uint32_t row, std::vector<NamedKey> &out)
{
    out.clear();
    const std::uint32_t f = text.localFrame(row);
    const storage::Frame &frame = snapshot.frames[text.frames()[f].value];
    for (std::size_t k = 0; k < frame.slots.size(); ++k) {
        const storage::Column *column = text.field(f, k);
        if (column == nullptr || !canIdentify(frame.slots[k].role))
            continue;
        const std::string_view value = column->at(text.frameOrdinal(row));
        if (isAbsentValue(value))
            continue;
        out.push_back({fieldName(frame.slots[k]), value, frame.slots[k].role});
        const sessions::NamedValue named = sessions::nameValue(textBefore(frame.text, k), value);
        if (!named.name.empty() && named.name != out.back().name)
            out.push_back({named.name, named.key, Role::Content});
    }
    const std::uint32_t s = text.localShape(row);
    const templates::Shape &shape = snapshot.shapes[text.shapes()[s].value];
    for (std::size_t k = 0; k < shape.slots.size(); ++k) {
        const sessions::NamedValue named = sessions::nameValue(textBefore(shape.text, k), text.parameter(s, k).at(text.shapeOrdinal(row)));
        if (!named.name.empty())
            out.push_back({named.name, named.key, Role::Content});
    }
}

Result<ChunkKeys> chunkKeys(storage::EventReader &reader, std::size_t chunk, const Grouping &grouping, const std::string &prefix)
{
    const storage::Snapshot &snapshot = reader.snapshot();
    const storage::ChunkInfo &info = snapshot.chunks[chunk];
    ChunkKeys out;
    KeyTable table;
    if (grouping.by == Grouping::By::Source) {
        const storage::SourceInfo *source = snapshot.source(info.source);
        table.add(source == nullptr ? std::string() : source->name);
        out.keyOfRow.assign(info.rows, 0);
    } else if (grouping.by == Grouping::By::Window) {
        CAUSEWAY_ASSIGN(const auto rows, reader.rows(chunk));
        out.keyOfRow.assign(rows->timesNs.size(), ChunkKeys::kNone);
        byWindow(*rows, grouping.windowNs, table, out);
    } else {
        CAUSEWAY_ASSIGN(const auto text, reader.text(chunk));
        out.keyOfRow.assign(text->rows().shapes.size(), ChunkKeys::kNone);
        if (grouping.by == Grouping::By::Trace)
            byField(*text, snapshot, Role::Trace, {}, table, out);
        else if (grouping.by == Grouping::By::Thread)
            byField(*text, snapshot, Role::Thread, prefix, table, out);
        else
            byIdentifier(*text, snapshot, grouping.identifier, table, out);
    }
    out.keys = table.take();
    return out;
}

} // namespace causeway::engine
