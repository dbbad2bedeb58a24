#include "storage/finding_store.h"

#include <cmath>
#include <limits>

#include "analysis/core/bytes.h"
#include "storage/database.h"
#include "storage/odd_events.h"
#include "storage/packed_blob.h"
#include "storage/stored_json.h"

namespace causeway::storage {

namespace {

constexpr const char *kScores = CAUSEWAY_TEXT("the scores of a run");
constexpr const char *kOdd = CAUSEWAY_TEXT("the events of a finding");

// How bad a finding is, comparable between detectors: the score in units of the threshold where that means something.
double severity(const Finding &finding)
{
    const double value = finding.threshold > 0 ? finding.score / finding.threshold : finding.score - finding.threshold;
    return std::isnan(value) ? std::numeric_limits<double>::max() : value;
}

std::string packScores(std::span<const double> scores)
{
    ByteWriter writer;
    for (const double score : scores)
        writer.f64(score);
    return packBlob(writer.bytes());
}

constexpr const char *kRunColumns = "SELECT id,model,detector,grouping,at_ns,scored,anomalous,threshold,seconds,snapshot FROM run ";

RunInfo readRun(const Statement &row)
{
    RunInfo run;
    run.id = RunId(row.integer(0));
    run.model = ModelId(row.integer(1));
    run.detector = row.text(2);
    run.grouping = row.text(3);
    run.atNs = row.integer(4);
    run.scored = static_cast<std::uint64_t>(row.integer(5));
    run.anomalous = static_cast<std::uint64_t>(row.integer(6));
    run.threshold = row.real(7);
    run.seconds = row.real(8);
    run.snapshotVersion = static_cast<std::uint64_t>(row.integer(9));
    return run;
}

Result<Finding> readFinding(const Statement &row)
{
    Finding finding;
    finding.id = FindingId(row.integer(0));
    finding.run = RunId(row.integer(1));
    finding.detector = row.text(2);
    finding.subject = {parseSubjectKind(row.text(3)).value_or(SubjectKind::Session), row.text(4)};
    finding.score = row.real(5);
    finding.threshold = row.real(6);
    finding.from = TimePoint{row.integer(7)};
    finding.to = TimePoint{row.integer(8)};
    CAUSEWAY_ASSIGN(finding.message, decodeMessage(row.text(9)));
    CAUSEWAY_ASSIGN(finding.odd, decodeOddEvents(row.blob(10)));
    if (!row.isNull(11))
        finding.origin = EventId(static_cast<std::uint64_t>(row.integer(11)));
    finding.absent = TemplateId(static_cast<std::uint32_t>(row.integer(12)));
    return finding;
}

constexpr const char *kNewestRuns = "(SELECT max(id) FROM run GROUP BY detector)";

} // namespace

std::string encodeOddEvents(const std::vector<EventId> &events)
{
    ByteWriter writer;
    std::uint64_t last = 0;
    for (const EventId event : events) {
        writer.signedVarint(static_cast<std::int64_t>(event.value - last));
        last = event.value;
    }
    return writer.take();
}

Result<std::vector<EventId>> decodeOddEvents(std::string_view bytes)
{
    ByteReader reader(bytes);
    std::vector<EventId> events;
    std::uint64_t last = 0;
    while (reader.ok() && reader.remaining() > 0) {
        last += static_cast<std::uint64_t>(reader.signedVarint());
        events.emplace_back(last);
    }
    if (!reader.atEnd())
        return failure(damagedBlob(kOdd));
    return events;
}

Result<RunId> FindingStore::addRun(const RunInfo &run, std::span<const std::string> subjectIds, std::span<const double> scores,
                                   std::span<const Finding> findings)
{
    if (subjectIds.size() != scores.size())
        return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("A run has %1 subjects and %2 scores"), subjectIds.size(), scores.size()));
    const std::string subjects = packTexts(subjectIds);
    const std::string packed = packScores(scores);
    RunId id;
    CAUSEWAY_TRY(m_project.write(Project::Durability::Durable, [&](Database &database) -> Result<void> {
        CAUSEWAY_TRY(database.prepare("INSERT INTO run(model,detector,grouping,at_ns,scored,anomalous,threshold,seconds,snapshot,subjects,scores) "
                                      "VALUES(?,?,?,?,?,?,?,?,?,?,?)")
                         .bind(run.model.value)
                         .bind(run.detector)
                         .bind(run.grouping)
                         .bind(run.atNs)
                         .bind(run.scored)
                         .bind(run.anomalous)
                         .bind(run.threshold)
                         .bind(run.seconds)
                         .bind(run.snapshotVersion)
                         .bindBlob(subjects)
                         .bindBlob(packed)
                         .run());
        id = RunId(database.lastInsertId());
        Statement row = database.prepare("INSERT INTO finding(run,kind,subject,score,threshold,severity,from_ns,to_ns,message,odd,origin,absent) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
        for (const Finding &finding : findings) {
            const std::string odd = encodeOddEvents(finding.odd);
            row.bind(id.value)
                .bind(toName(finding.subject.kind))
                .bind(finding.subject.id)
                .bind(finding.score)
                .bind(finding.threshold)
                .bind(severity(finding))
                .bind(finding.from.ns)
                .bind(finding.to.ns)
                .bind(encodeMessage(finding.message))
                .bindBlob(odd);
            if (finding.origin)
                row.bind(finding.origin->value);
            else
                row.bindNull();
            CAUSEWAY_TRY(row.bind(finding.absent.value).run());
        }
        return {};
    }));
    return id;
}

Result<std::vector<RunInfo>> FindingStore::runs() const
{
    std::vector<RunInfo> runs;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string(kRunColumns) + "ORDER BY id DESC");
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            runs.push_back(readRun(row));
        }
    }));
    return runs;
}

Result<FindingStore::RunScores> FindingStore::scores(RunId run) const
{
    RunScores out;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare("SELECT subjects, scores FROM run WHERE id=?");
        CAUSEWAY_ASSIGN(const bool found, row.bind(run.value).step());
        if (!found)
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no run number %1"), run.value));
        CAUSEWAY_ASSIGN(out.subjectIds, unpackTexts(row.blob(0), kScores));
        CAUSEWAY_ASSIGN(const std::string bytes, unpackBlob(row.blob(1), kScores));
        if (bytes.size() != out.subjectIds.size() * sizeof(double))
            return failure(damagedBlob(kScores));
        ByteReader reader(bytes);
        out.scores.reserve(out.subjectIds.size());
        for (std::size_t i = 0; i < out.subjectIds.size(); ++i)
            out.scores.push_back(reader.f64());
        return {};
    }));
    return out;
}

Result<std::vector<Finding>> FindingStore::findings(const Query &query) const
{
    std::vector<Finding> findings;
    std::string sql = "SELECT f.id,f.run,r.detector,f.kind,f.subject,f.score,f.threshold,f.from_ns,f.to_ns,f.message,f.odd,f.origin,f.absent "
                      "FROM finding f JOIN run r ON r.id=f.run WHERE ";
    sql += query.run ? "f.run=?1" : std::string("?1=0 AND f.run IN ") + kNewestRuns;
    if (query.subject)
        sql += " AND f.kind=?2 AND f.subject=?3";
    sql += " ORDER BY f.severity DESC, f.from_ns, f.id LIMIT ";
    sql += query.subject ? "?4" : "?2";
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(sql);
        row.bind(query.run ? query.run->value : 0);
        if (query.subject)
            row.bind(toName(query.subject->kind)).bind(query.subject->id);
        row.bind(static_cast<std::int64_t>(std::min<std::size_t>(query.limit, std::numeric_limits<std::int32_t>::max())));
        for (;;) {
            CAUSEWAY_ASSIGN(const bool more, row.step());
            if (!more)
                return {};
            CAUSEWAY_ASSIGN(Finding finding, readFinding(row));
            findings.push_back(std::move(finding));
        }
    }));
    return findings;
}

Result<std::uint64_t> FindingStore::findingCount() const
{
    std::uint64_t count = 0;
    CAUSEWAY_TRY(m_project.read([&](Database &database) -> Result<void> {
        Statement row = database.prepare(std::string("SELECT count(*) FROM finding WHERE run IN ") + kNewestRuns);
        CAUSEWAY_TRY(row.step());
        count = static_cast<std::uint64_t>(row.integer(0));
        return {};
    }));
    return count;
}

} // namespace causeway::storage
