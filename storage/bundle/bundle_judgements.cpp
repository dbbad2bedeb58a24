#include <algorithm>
#include <set>

#include "analysis/core/bytes.h"
#include "storage/bundle/bundle_tables.h"
#include "storage/bundle/row_copy.h"
#include "storage/odd_events.h"
#include "storage/packed_blob.h"

namespace causeway::storage {

namespace {

constexpr const char *kScores = CAUSEWAY_TEXT("the scores of a run");
constexpr const char *kUsed = CAUSEWAY_TEXT("the subjects that a model was trained on");

std::optional<Subject> subjectOf(std::string_view kind, std::string_view id)
{
    const auto parsed = parseSubjectKind(kind);
    return parsed ? std::optional(Subject{*parsed, std::string(id)}) : std::nullopt;
}

class JudgementWriter {
public:
    explicit JudgementWriter(BundleWriting &writing) : m_writing(writing), m_content(writing.content) {}

    Result<void> writeLabels()
    {
        CAUSEWAY_ASSIGN(m_writing.counts.labels, copy("label", "ORDER BY kind, subject", [&](RowOnItsWay &row) -> Result<bool> { // kind, subject …
            const auto subject = subjectOf(row.blob(0), row.blob(1));
            const auto moved = subject ? m_content.moved(*subject) : std::nullopt;
            if (moved)
                row.setText(1, moved->id);
            return moved.has_value();
        }));
        return {};
    }

    // Models as they are, but for the names of subjects outside that they were trained on.
    Result<void> writeModels()
    {
        CAUSEWAY_ASSIGN(const auto columns, columnsOf(m_writing.to, "model"));
        const auto column = [&](std::string_view name) { return static_cast<int>(std::find(columns.begin(), columns.end(), name) - columns.begin()); };
        const int used = column("used"), grouping = column("grouping");
        CAUSEWAY_ASSIGN(m_writing.counts.models, copy("model", "ORDER BY id", [&](RowOnItsWay &row) -> Result<bool> {
            CAUSEWAY_ASSIGN(std::vector<std::string> subjects, unpackTexts(row.blob(used), kUsed));
            const SubjectKind kind = kindOf(row.blob(grouping));
            const std::size_t before = subjects.size();
            std::erase_if(subjects, [&](const std::string &id) { return !m_content.moved({kind, id}); });
            if (subjects.size() != before)
                row.setBlob(used, packTexts(subjects));
            return true;
        }));
        return {};
    }

    // Scores of subjects inside; a run that has none stays behind.
    Result<void> writeRuns()
    {
        CAUSEWAY_ASSIGN(m_writing.counts.runs, copy("run", "ORDER BY id", [&](RowOnItsWay &row) -> Result<bool> { // id, model, detector, grouping, at_ns, scored, anomalous, threshold, seconds, snapshot, subjects, scores
            CAUSEWAY_ASSIGN(const std::vector<std::string> ids, unpackTexts(row.blob(10), kScores));
            CAUSEWAY_ASSIGN(const std::string packed, unpackBlob(row.blob(11), kScores));
            if (packed.size() != ids.size() * sizeof(double))
                return failure(damagedBlob(kScores));
            const SubjectKind kind = kindOf(row.blob(3));
            std::vector<std::string> kept;
            ByteReader scores(packed);
            ByteWriter keptScores;
            for (const std::string &id : ids) {
                const double score = scores.f64();
                if (!m_content.moved({kind, id}))
                    continue;
                kept.push_back(id);
                keptScores.f64(score);
            }
            if (kept.empty() && !m_content.everything)
                return false;
            m_runs.insert(row.integer(0));
            if (kept.size() == ids.size())
                return true;
            row.set(5, static_cast<std::uint64_t>(kept.size()));
            row.set(6, std::int64_t{0}); // counted when its findings are known
            m_partial.insert(row.integer(0));
            row.setBlob(10, packTexts(kept));
            row.setBlob(11, packBlob(keptScores.bytes()));
            return true;
        }));
        return {};
    }

    Result<void> writeFindings()
    {
        CAUSEWAY_ASSIGN(m_writing.counts.findings, copy("finding", "ORDER BY id", [&](RowOnItsWay &row) -> Result<bool> { // id, run, kind, subject, score, threshold, severity, from_ns, to_ns, message, odd, origin, absent
            const auto subject = subjectOf(row.blob(2), row.blob(3));
            const auto moved = subject && m_runs.contains(row.integer(1)) ? m_content.moved(*subject) : std::nullopt;
            if (!moved)
                return false;
            row.setText(3, moved->id);
            CAUSEWAY_ASSIGN(const std::vector<EventId> odd, decodeOddEvents(row.blob(10)));
            std::vector<EventId> kept;
            for (const EventId event : odd)
                if (const auto number = m_content.events->moved(event))
                    kept.push_back(*number);
            row.setBlob(10, encodeOddEvents(kept));
            if (const auto origin = row.isNull(11) ? std::nullopt : m_content.events->moved(EventId(static_cast<std::uint64_t>(row.integer(11)))))
                row.set(11, origin->value);
            else
                row.setNull(11);
            return true;
        }));
        for (const std::int64_t run : m_partial)
            CAUSEWAY_TRY(m_writing.to.prepare("UPDATE run SET anomalous=(SELECT count(*) FROM finding WHERE run=?1) WHERE id=?1").bind(run).run());
        return {};
    }

    Result<void> writeBookmarks()
    {
        CAUSEWAY_ASSIGN(m_writing.counts.bookmarks, copy("bookmark", "ORDER BY event", [&](RowOnItsWay &row) -> Result<bool> { // event, note
            const auto moved = m_content.events->moved(EventId(static_cast<std::uint64_t>(row.integer(0))));
            if (moved)
                row.set(0, moved->value);
            return moved.has_value();
        }));
        return {};
    }

    Result<void> writeIncidents()
    {
        CAUSEWAY_ASSIGN(const auto columns, columnsOf(m_writing.to, "incident"));
        const auto column = [&](std::string_view name) { return static_cast<int>(std::find(columns.begin(), columns.end(), name) - columns.begin()); };
        const int from = column("from_ns"), to = column("to_ns");
        CAUSEWAY_ASSIGN(m_writing.counts.incidents, copy("incident", "ORDER BY id", [&](RowOnItsWay &row) -> Result<bool> {
            return m_content.everything || touches(m_content.times, {row.integer(from)}, {row.integer(to) - 1});
        }));
        return {};
    }

    // All of them, but for what is true of the origin alone.
    Result<void> writeSettings()
    {
        CAUSEWAY_TRY(copy("setting", "WHERE name NOT IN ('content_digest','bundle') ORDER BY name", [&](RowOnItsWay &row) -> Result<bool> {
            if (row.blob(0) == "template.scanned") {
                const std::string scanned(row.blob(1));
                row.setText(1, std::to_string(m_content.events->before(EventId(std::strtoull(scanned.c_str(), nullptr, 10)))));
            }
            const auto own = m_content.settings.find(std::string(row.blob(0)));
            if (own == m_content.settings.end())
                return true;
            row.setText(1, own->second);
            return !own->second.empty();
        }));
        return {};
    }

private:
    using Change = std::function<Result<bool>(RowOnItsWay &)>;
    Result<std::uint64_t> copy(const std::string &table, const std::string &where, const Change &change) { return copyTable(m_writing.from, table, where, m_writing.to, m_writing.job, change); }
    static SubjectKind kindOf(std::string_view grouping) { return grouping.starts_with("window:") ? SubjectKind::Window : SubjectKind::Session; }

    BundleWriting &m_writing;
    const BundleContent &m_content;
    std::set<std::int64_t> m_runs, m_partial;
};

} // namespace

Result<void> writeBundleJudgements(BundleWriting &writing)
{
    JudgementWriter writer(writing);
    CAUSEWAY_TRY(writer.writeLabels());
    CAUSEWAY_TRY(writer.writeModels());
    CAUSEWAY_TRY(writer.writeRuns());
    CAUSEWAY_TRY(writer.writeFindings());
    CAUSEWAY_TRY(writer.writeBookmarks());
    CAUSEWAY_TRY(writer.writeIncidents());
    return writer.writeSettings();
}

} // namespace causeway::storage
