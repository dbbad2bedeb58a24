#include "storage/session_store.h"

#include <algorithm>
#include <numeric>

#include "analysis/core/bytes.h"
#include "storage/database.h"
#include "storage/packed_blob.h"
#include "storage/snapshot_loader.h"

namespace causeway::storage {

namespace {

constexpr const char *kWhat = CAUSEWAY_TEXT("the list of sessions");
constexpr const char *kSetting = "grouping";

void encode(const SessionSet &set, std::string &sessions, std::string &events)
{
    ByteWriter head, body;
    head.varint(set.sessions.size());
    std::uint64_t first = 0;
    for (std::size_t s = 0; s < set.sessions.size(); ++s) {
        const SessionInfo &info = set.sessions[s];
        head.text(info.key);
        head.text(info.name);
        head.i64(info.first.ns);
        head.i64(info.last.ns);
        const auto members = set.eventsOf(s);
        head.varint(members.size());
        // A session's first event against that of the session before it, the others against their predecessor: small numbers.
        std::uint64_t last = first;
        for (const EventId event : members) {
            body.signedVarint(static_cast<std::int64_t>(event.value - last));
            last = event.value;
        }
        if (!members.empty())
            first = members.front().value;
    }
    sessions = packBlob(head.bytes());
    events = packBlob(body.bytes());
}

Result<void> decode(std::string_view sessions, std::string_view events, SessionSet &set)
{
    CAUSEWAY_ASSIGN(const std::string headBytes, unpackBlob(sessions, kWhat));
    CAUSEWAY_ASSIGN(const std::string bodyBytes, unpackBlob(events, kWhat));
    ByteReader head(headBytes), body(bodyBytes);
    const std::uint64_t count = head.varint();
    if (!head.fits(count, 19) || count > UINT32_MAX)
        return failure(damagedBlob(kWhat));
    set.sessions.reserve(static_cast<std::size_t>(count));
    set.offsets.reserve(static_cast<std::size_t>(count) + 1);
    set.events.reserve(body.remaining() / 2);
    std::uint64_t first = 0;
    for (std::uint64_t s = 0; s < count && head.ok(); ++s) {
        SessionInfo info;
        info.key = head.text();
        info.name = head.text();
        info.first = TimePoint{head.i64()};
        info.last = TimePoint{head.i64()};
        info.events = head.varint();
        if (!head.ok() || !body.fits(info.events))
            return failure(damagedBlob(kWhat));
        std::uint64_t last = first;
        for (std::uint64_t e = 0; e < info.events; ++e) {
            last += static_cast<std::uint64_t>(body.signedVarint());
            set.events.emplace_back(last);
            if (e == 0)
                first = last;
        }
        set.offsets.push_back(set.events.size());
        set.sessions.push_back(std::move(info));
    }
    if (!head.atEnd() || !body.atEnd())
        return failure(damagedBlob(kWhat));
    return {};
}

} // namespace

std::optional<std::size_t> SessionSet::find(std::string_view idOrKey) const
{
    std::call_once(m_once, [this] {
        m_index.resize(sessions.size());
        std::iota(m_index.begin(), m_index.end(), 0u);
        std::sort(m_index.begin(), m_index.end(), [this](std::uint32_t a, std::uint32_t b) { return sessions[a].key < sessions[b].key; });
        for (std::uint32_t s = 0; s < sessions.size(); ++s)
            if (!sessions[s].name.empty())
                m_byName.push_back(s);
        std::stable_sort(m_byName.begin(), m_byName.end(), [this](std::uint32_t a, std::uint32_t b) { return sessions[a].name < sessions[b].name; });
    });
    std::string_view key = idOrKey;
    if (key.size() > grouping.size() && key.substr(0, grouping.size()) == grouping && key[grouping.size()] == '=')
        key.remove_prefix(grouping.size() + 1);
    const auto byKey = [this](std::string_view wanted) -> std::optional<std::size_t> {
        const auto at = std::lower_bound(m_index.begin(), m_index.end(), wanted, [this](std::uint32_t s, std::string_view k) { return sessions[s].key < k; });
        return at != m_index.end() && sessions[*at].key == wanted ? std::optional<std::size_t>(*at) : std::nullopt;
    };
    if (const auto found = byKey(key))
        return found;
    if (!sequenceSource.empty() && key.size() > sequenceSource.size() && key.substr(0, sequenceSource.size()) == sequenceSource && key[sequenceSource.size()] == ':')
        if (const auto found = byKey(key.substr(sequenceSource.size() + 1)))
            return found;
    const auto at = std::lower_bound(m_byName.begin(), m_byName.end(), key, [this](std::uint32_t s, std::string_view k) { return sessions[s].name < k; });
    return at != m_byName.end() && sessions[*at].name == key ? std::optional<std::size_t>(*at) : std::nullopt;
}

Result<std::string> SessionStore::remembered() const { return m_project.setting(kSetting); }

Result<std::shared_ptr<const SessionSet>> SessionStore::current() const
{
    std::shared_ptr<SessionSet> set;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        CAUSEWAY_ASSIGN(const std::uint64_t version, snapshotVersion(database));
        Statement row = database.prepare("SELECT spec, why, ungrouped, snapshot, sequence_source, sessions, events FROM grouping "
                                         "WHERE spec=(SELECT value FROM setting WHERE name=?) AND snapshot=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(kSetting).bind(version).step());
        if (!found)
            return {};
        set = std::make_shared<SessionSet>();
        set->grouping = row.text(0);
        set->why = row.text(1);
        set->ungrouped = static_cast<std::uint64_t>(row.integer(2));
        set->snapshotVersion = static_cast<std::uint64_t>(row.integer(3));
        set->sequenceSource = row.text(4);
        return decode(row.blob(5), row.blob(6), *set);
    }));
    return set;
}

Result<void> SessionStore::save(const SessionSet &set)
{
    std::string sessions, events;
    encode(set, sessions, events);
    return m_project.write(Project::Durability::Normal, [&](Database &database) -> Result<void> {
        CAUSEWAY_TRY(database.prepare("DELETE FROM grouping WHERE spec=? OR snapshot<>?").bind(set.grouping).bind(set.snapshotVersion).run());
        CAUSEWAY_TRY(database.prepare("INSERT INTO grouping(spec,why,ungrouped,snapshot,sequence_source,sessions,events) VALUES(?,?,?,?,?,?,?)")
                         .bind(set.grouping)
                         .bind(set.why)
                         .bind(set.ungrouped)
                         .bind(set.snapshotVersion)
                         .bind(set.sequenceSource)
                         .bindBlob(sessions)
                         .bindBlob(events)
                         .run());
        return database.prepare("INSERT INTO setting(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value")
            .bind(kSetting)
            .bind(set.grouping)
            .run();
    });
}

} // namespace causeway::storage
