#pragma once
// Which session each event of a chunk belongs to, as numbers into the chunk's distinct keys.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/sessions/grouping.h"
#include "storage/chunk_codec.h"
#include "storage/event_reader.h"

namespace causeway::engine {

// Distinct texts in order of first sight, found by hash.
class KeyTable {
public:
    KeyTable();
    std::uint32_t add(std::string_view key); // its number
    [[nodiscard]] const std::vector<std::string> &keys() const { return m_keys; }
    std::vector<std::string> take() { return std::move(m_keys); }

private:
    void grow();
    std::vector<std::string> m_keys;
    std::vector<std::uint32_t> m_hashes;
    std::vector<std::uint32_t> m_slots; // number + 1; 0 = free; a power of two
};

struct ChunkKeys {
    static constexpr std::uint32_t kNone = UINT32_MAX;
    std::vector<std::string> keys;
    std::vector<std::uint32_t> keyOfRow; // index into keys, or kNone
};

// grouping: Identifier (with a name), Trace, Thread, Source or Window. prefix: put in front of thread keys. Errors: Damaged.
Result<ChunkKeys> chunkKeys(storage::EventReader &reader, std::size_t chunk, const sessions::Grouping &grouping, const std::string &prefix);

// Whether a field's value says that there is none: empty, "-", zeros …
bool isAbsentValue(std::string_view value);
// Whether a header field of this role can name what an event belongs to.
bool canIdentify(Role role);
// "trace", "thread" … or the attribute's own name.
std::string_view fieldName(const storage::Frame::Slot &slot);

// One value of an event that has a name (identifier.h), for looking at a sample row by row.
struct NamedKey {
    std::string_view name, key;
    Role role = Role::Content; // of the header field that it is; Content for a word inside of something
};
// In order of the line: header fields, then the message. Views into the chunk's columns, the snapshot or `text`.
void namedValues(const storage::ChunkText &text, const storage::Snapshot &snapshot, std::uint32_t row, std::vector<NamedKey> &out);

} // namespace causeway::engine
