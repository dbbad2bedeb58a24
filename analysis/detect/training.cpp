#include "analysis/detect/training.h"

#include <algorithm>
#include <cmath>

namespace causeway::detect {

namespace {
constexpr std::string_view kMagic = "CWDM";
constexpr std::uint8_t kVersion = 3;
} // namespace

Result<> checkSession(const SequenceSet &sessions, std::size_t session)
{
    if (session >= sessions.size())
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no session %1"), session),
                       Message(CAUSEWAY_TEXT("there are %1"), sessions.size()));
    return {};
}

SettingInfo falsePositives(double defaultValue)
{
    return {"false_positives", "Share of normal subjects that may be flagged", defaultValue, 0, 0.5};
}

Result<> checkSettings(const DetectorInfo &info, const TrainSettings &settings)
{
    for (const auto &[name, value] : settings.values) {
        const auto it = std::ranges::find(info.settings, name, &SettingInfo::name);
        if (it == info.settings.end())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The detector “%1” has no setting “%2”"), info.name, name));
        if (!(value >= it->minimum && value <= it->maximum))
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The setting “%1” cannot be %2"), name, value),
                           Message(CAUSEWAY_TEXT("it must lie between %1 and %2"), it->minimum, it->maximum));
    }
    return {};
}

double setting(const DetectorInfo &info, const TrainSettings &settings, std::string_view name)
{
    const auto given = settings.values.find(std::string(name));
    if (given != settings.values.end())
        return given->second;
    const auto it = std::ranges::find(info.settings, name, &SettingInfo::name);
    return it == info.settings.end() ? 0 : it->defaultValue;
}

Result<TrainingSessions> trainingSessions(const TrainingData &data, const Job &job)
{
    if (data.sessions != nullptr && !data.labels.empty() && data.labels.size() != data.sessions->size())
        return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("There are %1 labels for %2 sessions"), data.labels.size(), data.sessions->size()));
    TrainingSessions out;
    if (data.sessions != nullptr) {
        std::vector<bool> include;
        if (!data.labels.empty()) {
            include.resize(data.labels.size());
            for (std::size_t s = 0; s < include.size(); ++s)
                include[s] = data.labels[s] != Verdict::Anomalous;
        }
        CAUSEWAY_ASSIGN(out.unique, uniqueSequences(*data.sessions, job, include));
        for (const std::uint64_t weight : out.unique.weight)
            out.sessions += weight;
    }
    if (out.sessions == 0)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to learn from")),
                       Message(CAUSEWAY_TEXT("there are no sessions, or all are labelled anomalous")),
                       Message(CAUSEWAY_TEXT("Import logs of normal operation and group them into sessions.")));
    return out;
}

std::uint64_t allowedExceptions(std::uint64_t sessions, double share)
{
    const double budget = std::floor(share * (static_cast<double>(sessions) + 1));
    return budget >= 1 ? static_cast<std::uint64_t>(budget) - 1 : 0;
}

double toleratedScore(const std::vector<double> &scores, const std::vector<std::uint64_t> &weights, std::uint64_t allowed)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i] > 0)
            order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::uint64_t above = 0;
    for (std::size_t from = 0; from < order.size();) {
        std::uint64_t tied = 0;
        std::size_t to = from;
        for (; to < order.size() && scores[order[to]] == scores[order[from]]; ++to)
            tied += weights[order[to]];
        if (above + tied > allowed)
            return scores[order[from]];
        above += tied;
        from = to;
    }
    return 0;
}

double leftOutFpr(const TrainingData &data, const UniqueSequences &unique, const std::vector<double> &leftOut, double threshold)
{
    std::uint64_t judged = 0, flagged = 0;
    const auto judge = [&](std::size_t from) {
        for (std::size_t s = from; s < unique.of.size(); ++s) {
            if (unique.of[s] == kNotIncluded)
                continue;
            ++judged;
            flagged += leftOut[unique.of[s]] > threshold ? 1 : 0;
        }
    };
    judge(data.calibrationFrom);
    if (judged == 0)
        judge(0);
    return judged == 0 ? 0 : static_cast<double>(flagged) / static_cast<double>(judged);
}

TrainReport sessionReport(const TrainingSessions &training, double threshold, double calibrationFpr)
{
    TrainReport report;
    report.sessions = training.sessions;
    report.windows = training.sessions;
    report.uniqueWindows = training.unique.first.size();
    report.threshold = threshold;
    report.calibrationFpr = calibrationFpr;
    return report;
}

TrainReport sessionReport(const TrainingData &data, const TrainingSessions &training, const std::vector<double> &leftOut, std::uint64_t allowed)
{
    const double threshold = toleratedScore(leftOut, training.unique.weight, allowed);
    return sessionReport(training, threshold, leftOutFpr(data, training.unique, leftOut, threshold));
}

void writeHead(ByteWriter &out, std::string_view detector, const TrainReport &report)
{
    out.raw(kMagic);
    out.u8(kVersion);
    out.text(detector);
    out.varint(report.sessions);
    out.varint(report.windows);
    out.varint(report.uniqueWindows);
    out.f64(report.threshold);
    out.f64(report.calibrationFpr);
}

std::optional<TrainReport> readHead(ByteReader &in, std::string_view detector, std::uint8_t *version)
{
    if (in.raw(kMagic.size()) != kMagic)
        return std::nullopt;
    const std::uint8_t written = in.u8();
    if (written == 0 || written > kVersion || in.text() != detector)
        return std::nullopt;
    if (version != nullptr)
        *version = written;
    TrainReport report;
    report.sessions = in.varint();
    report.windows = in.varint();
    report.uniqueWindows = in.varint();
    report.threshold = in.f64();
    report.calibrationFpr = in.f64();
    if (!in.ok() || !std::isfinite(report.threshold) || !(report.calibrationFpr >= 0 && report.calibrationFpr <= 1))
        return std::nullopt;
    return report;
}

tl::unexpected<Error> damagedModel(std::string_view detector)
{
    return failure(ErrorCode::Damaged, Message(CAUSEWAY_TEXT("The model of the detector “%1” cannot be read"), detector),
                   Message(CAUSEWAY_TEXT("its bytes are damaged, or those of another detector or version")),
                   Message(CAUSEWAY_TEXT("Train the detector again.")));
}

} // namespace causeway::detect
