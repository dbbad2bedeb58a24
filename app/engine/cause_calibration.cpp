#include "app/engine/cause_calibration.h"

#include <simdjson.h>

#include <algorithm>
#include <atomic>

#include "analysis/core/json_writer.h"
#include "analysis/core/parallel.h"
#include "analysis/rootcause/signature.h"
#include "app/engine/cause_material.h"
#include "app/engine/cause_period.h"
#include "storage/digest.h"

namespace causeway::engine {

namespace {

constexpr int kVersion = 1;

using rootcause::Calibration;
using storage::Incident;
using storage::IncidentVerdict;

bool isTold(const Incident &incident) { return incident.verdict != IncidentVerdict::Open; }

// Of what was learned from: another word about an incident, or other data, and it holds no more.
std::string fingerprint(const std::vector<Incident> &incidents, std::uint64_t snapshotVersion)
{
    JsonWriter json;
    json.beginArray().value(snapshotVersion);
    for (const Incident &incident : incidents)
        if (isTold(incident))
            json.value(incident.id).value(incident.time.from.ns).value(incident.time.to.ns).value(toName(incident.verdict)).value(toBase64(incident.service)).value(toBase64(incident.kind));
    return storage::sha256Hex(json.endArray().take());
}

std::string encode(const Calibration &calibration, const std::string &of)
{
    JsonWriter json;
    json.beginObject().field("version", kVersion).field("of", of).field("bar", calibration.bar).key("relevance").beginArray();
    for (const auto &source : calibration.relevance)
        for (const double value : source)
            json.value(value);
    json.endArray().key("normal").beginArray();
    for (const double value : calibration.normal)
        json.value(value);
    return json.endArray().endObject().take();
}

template <typename Values>
bool readNumbers(const simdjson::dom::object &object, const char *key, Values take)
{
    simdjson::dom::array list;
    if (object[key].get(list) != simdjson::SUCCESS)
        return false;
    std::size_t i = 0;
    for (const simdjson::dom::element item : list) {
        double number = 0;
        if (item.get(number) != simdjson::SUCCESS || !take(i++, number))
            return false;
    }
    return true;
}

// What is no calibration, or of something else, is none: it can be measured again.
std::optional<Calibration> decode(const std::string &text, const std::string &of)
{
    using rootcause::kCauseKindCount;
    using rootcause::kSourceCount;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    std::string_view known;
    std::int64_t version = 0;
    Calibration calibration;
    if (text.empty() || parser.parse(text).get(object) != simdjson::SUCCESS || object["version"].get(version) != simdjson::SUCCESS || version != kVersion || object["of"].get(known) != simdjson::SUCCESS || known != of ||
        object["bar"].get(calibration.bar) != simdjson::SUCCESS)
        return std::nullopt;
    std::size_t relevance = 0, normal = 0;
    const bool read = readNumbers(object, "relevance",
                                  [&](std::size_t i, double number) {
                                      if (i < kSourceCount * kCauseKindCount)
                                          calibration.relevance[i / kCauseKindCount][i % kCauseKindCount] = number;
                                      relevance = i + 1;
                                      return relevance <= kSourceCount * kCauseKindCount;
                                  }) &&
                      readNumbers(object, "normal", [&](std::size_t i, double number) {
                          if (i < kSourceCount)
                              calibration.normal[i] = number;
                          normal = i + 1;
                          return normal <= kSourceCount;
                      });
    return read && relevance == kSourceCount * kCauseKindCount && normal == kSourceCount ? std::optional(calibration) : std::nullopt;
}

struct Asked {
    MeasuredIncident measured;
    rootcause::LabelledCase one;
    std::string signature;
};

Result<Asked> ask(const rootcause::Material &material, const rootcause::TraceFacts &facts, const Incident &incident, std::vector<TimeRange> known, const Job &job)
{
    Asked asked;
    asked.measured.incident = incident;
    const auto period = causePeriod(material, incident.time, incident.baseline, CauseBaseline::OtherTimes, std::move(known));
    if (!period) {
        asked.measured.leftOut = period.error().why;
        return asked;
    }
    if (period->baseline.empty()) {
        asked.measured.leftOut = Message(CAUSEWAY_TEXT("there is no other time that it could be held against"));
        return asked;
    }
    CAUSEWAY_ASSIGN(auto report, rootcause::findCause(material, facts, *period, {}, job));
    const auto service = std::ranges::find(report.seen.services, incident.service);
    asked.one.service = static_cast<std::uint32_t>(service - report.seen.services.begin());
    asked.one.kind = rootcause::parseCauseKind(incident.kind);
    for (std::size_t i = 0; i < report.causes.size() && asked.measured.rank == 0; ++i)
        if (report.services[report.causes[i].service] == incident.service)
            asked.measured.rank = i + 1;
    if (!report.causes.empty()) {
        asked.measured.first = report.services[report.causes.front().service];
        asked.measured.firstKind = rootcause::toName(report.causes.front().kind);
    }
    asked.measured.isNamed = report.found;
    asked.signature = rootcause::encodeSignature(rootcause::signatureOf(report.seen, rootcause::defaultCalibration()));
    asked.one.input = std::move(report.seen.input);
    return asked;
}

} // namespace

Result<MeasureCausesResponse> measureCauses(storage::Project &project, const MeasureCausesRequest &request, const Job &job)
{
    CAUSEWAY_ASSIGN(const auto all, storage::IncidentStore(project).all());
    std::vector<Incident> told;
    std::ranges::copy_if(all, std::back_inserter(told), isTold);
    if (told.empty())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is nothing to measure by")), Message(CAUSEWAY_TEXT("no incident is kept whose cause is told")),
                       Message(CAUSEWAY_TEXT("Confirm the causes of some incidents first.")));
    CAUSEWAY_ASSIGN(const rootcause::Material material, loadCauseMaterial(project, {}, job));
    CAUSEWAY_ASSIGN(const auto facts, rootcause::readTraceFacts(material, job));
    std::vector<std::vector<TimeRange>> known;
    for (const Incident &incident : told) {
        CAUSEWAY_ASSIGN(auto troubles, knownTroubles(project, all, incident.id));
        known.push_back(std::move(troubles));
    }
    std::vector<Asked> asked(told.size());
    std::atomic<std::size_t> done{0};
    CAUSEWAY_TRY(parallelFor(told.size(), request.threads, job, [&](std::size_t i, unsigned) -> Result<void> {
        CAUSEWAY_ASSIGN(asked[i], ask(material, facts, told[i], std::move(known[i]), Job{job.cancel, {}}));
        job.report({static_cast<double>(++done), static_cast<double>(told.size()), Progress::Unit::Rows});
        return {};
    }));
    MeasureCausesResponse response;
    std::vector<rootcause::LabelledCase> cases;
    std::vector<rootcause::RankingInput> quiet;
    for (Asked &one : asked) {
        if (!one.measured.leftOut && one.measured.incident.signature != one.signature)
            CAUSEWAY_TRY(storage::IncidentStore(project).setSignature(one.measured.incident.id, one.signature));
        if (!one.measured.leftOut && one.measured.incident.verdict == IncidentVerdict::Cause)
            cases.push_back(std::move(one.one));
        else if (!one.measured.leftOut)
            quiet.push_back(std::move(one.one.input));
        response.incidents.push_back(std::move(one.measured));
    }
    CAUSEWAY_ASSIGN(response.fit, rootcause::fitCalibration(cases, quiet, job));
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    const bool isLearned = response.fit.isFitted || response.fit.isBarFitted;
    CAUSEWAY_TRY(project.setSetting(kCalibrationSetting, isLearned ? encode(response.fit.calibration, fingerprint(all, snapshot->version)) : std::string()));
    return response;
}

Result<std::optional<Calibration>> learnedCalibration(storage::Project &project, const std::vector<Incident> &incidents)
{
    CAUSEWAY_ASSIGN(const std::string kept, project.setting(kCalibrationSetting));
    if (kept.empty())
        return std::optional<Calibration>();
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    return decode(kept, fingerprint(incidents, snapshot->version));
}

Result<std::string> calibrationFor(storage::Project &project, const std::vector<Incident> &incidents, const std::vector<Incident> &some)
{
    CAUSEWAY_ASSIGN(const auto learned, learnedCalibration(project, incidents));
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    return learned ? encode(*learned, fingerprint(some, snapshot->version)) : std::string();
}

} // namespace causeway::engine
