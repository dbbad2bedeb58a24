#include "analysis/demo/shop.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "analysis/core/civil_time.h"
#include "analysis/core/hash.h"
#include "analysis/demo/shop_request.h"

namespace causeway::demo {

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kLengthMs = 3'600'000;     // of the log, about
constexpr std::int64_t kHourMs = kLengthMs / 2;   // from the beginning to the full hour at which the logs are rotated
constexpr double kLinesPerRequest = 7.6;          // about
constexpr double kWithIds = 0.93;                 // share of lines
constexpr double kIncidentFrom = 0.68, kIncidentTo = 0.85;
constexpr double kFaulty = 0.25, kJitter = 0.1;
constexpr int kIndexMs = 20;
constexpr std::string_view kBackend[] = {"payment", "fraud", "shipping", "invoice", "notification"};

TimePoint startOfLog() { return fromCivil({2024, 3, 5, 11, 30, 0, 0}); }

TimePoint timeOf(std::int64_t ms) { return {startOfLog().ns + ms * kMs}; }

struct Line {
    std::int64_t ms = 0; // from the start of the log
    const char *service = "";
    const char *level = "";
    std::string text;
    int thread = 0;
};

// As text in the layout of its file.
void append(std::string &out, const Line &line, bool backend)
{
    const CivilTime at = toCivil(timeOf(line.ms));
    char head[96];
    if (backend)
        std::snprintf(head, sizeof head, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %s %s[%d] ", at.year, at.month, at.day, at.hour, at.minute, at.second, at.nanosecond / 1'000'000, line.level,
                      line.service, 2213 + static_cast<int>(std::ranges::find(kBackend, line.service) - std::begin(kBackend)));
    else
        std::snprintf(head, sizeof head, "%04d-%02d-%02d %02d:%02d:%02d.%03d %-5s [%s-%d] %s: ", at.year, at.month, at.day, at.hour, at.minute, at.second, at.nanosecond / 1'000'000, line.level,
                      line.thread == 0 ? "timer" : "http", std::max(1, line.thread), line.service);
    out += head;
    out += line.text;
    out += '\n';
}

class Shop {
public:
    explicit Shop(const ShopSettings &settings) : m_settings(settings), m_dice(mix64(settings.seed + 1)) {}

    Result<ShopLogs> make(const Job &job)
    {
        m_out.incidentFrom = timeOf(static_cast<std::int64_t>(kIncidentFrom * kLengthMs));
        m_out.incidentTo = timeOf(static_cast<std::int64_t>(kIncidentTo * kLengthMs));
        CAUSEWAY_TRY(addRequests(job));
        addBackground();
        std::ranges::stable_sort(m_lines, {}, &Line::ms);
        std::ranges::stable_sort(m_out.faults, {}, [](const FaultyRequest &f) { return f.from; });
        return write(job);
    }

private:
    Result<void> addRequests(const Job &job)
    {
        const auto limit = static_cast<std::size_t>(kWithIds * static_cast<double>(m_settings.lines));
        const double gapMs = kLengthMs * kLinesPerRequest / static_cast<double>(limit);
        std::size_t used = 0;
        int nextFault = 0;
        for (double at = 500;; at += m_dice.exponential(gapMs)) {
            if (m_out.requests % 1024 == 0) {
                if (job.isCancelled())
                    return failure(cancelled());
                job.report({static_cast<double>(used), static_cast<double>(m_settings.lines), Progress::Unit::Rows});
            }
            const auto arrival = static_cast<std::int64_t>(at);
            RequestPlan plan;
            plan.id = idOf(m_out.requests);
            const bool incident = at >= kIncidentFrom * kLengthMs && at < kIncidentTo * kLengthMs;
            if (incident && m_dice.chance(kFaulty)) {
                plan.fault = static_cast<Fault>(nextFault++ % static_cast<int>(kFaults));
                plan.kind = kindFor(*plan.fault, m_dice);
            } else {
                const double which = m_dice.unit();
                plan.kind = which < 0.45 ? RequestPlan::Kind::Browse : which < 0.6 ? RequestPlan::Kind::AddToCart : which < 0.7 ? RequestPlan::Kind::Track : RequestPlan::Kind::Checkout;
                plan.jitter = m_dice.chance(kJitter);
            }
            LoggedRequest request = logRequest(plan, m_dice);
            if (used + request.lines() > limit)
                return {};
            used += request.lines();
            ++m_out.requests;
            if (plan.fault)
                m_out.faults.push_back({plan.id, *plan.fault, request.service, timeOf(arrival + request.faultFromMs), timeOf(arrival + request.faultToMs)});
            else if (plan.jitter)
                m_out.jittered.push_back(plan.id);
            const int thread = m_dice.between(1, 16);
            for (LoggedStep &step : request.steps) {
                m_lines.push_back({arrival + step.ms, step.service, step.level, std::move(step.text), thread});
                m_endMs = std::max(m_endMs, m_lines.back().ms);
            }
            m_used = used;
        }
    }
    // What carries no id: the search indexer at work, and the gateway's timer, which fills up the number of lines.
    void addBackground()
    {
        std::size_t left = m_settings.lines - m_used;
        const auto anyTime = [&] { return static_cast<std::int64_t>(m_dice.uniform(0, static_cast<double>(m_endMs))); };
        const auto chains = left / 4;
        for (std::size_t i = 0; i < chains; ++i) {
            std::int64_t at = anyTime();
            const int documents = m_dice.between(3, 400);
            const auto step = [&](double ms, std::string text) { m_lines.push_back({at += 1 + static_cast<std::int64_t>(m_dice.logNormal(ms, 0.25)), "indexer", "INFO", std::move(text), 0}); };
            step(1, "Index refresh started with " + std::to_string(documents) + " documents");
            step(kIndexMs, "Segment of " + std::to_string(m_dice.between(20, 900)) + " kB written");
            step(kIndexMs, "Index refresh finished, " + std::to_string(documents) + " documents are searchable");
        }
        for (left -= chains * 3; left > 0; --left)
            m_lines.push_back({anyTime(), "gateway", "DEBUG", "Health of " + std::to_string(kServices) + " services checked in " + std::to_string(m_dice.between(2, 9)) + " ms", 0});
    }
    // Every number a different id: mixing is a bijection of 32 bits.
    [[nodiscard]] std::string idOf(std::size_t i) const
    {
        auto h = static_cast<std::uint32_t>(i) ^ static_cast<std::uint32_t>(mix64(m_settings.seed + 17));
        h = (h ^ (h >> 16)) * 0x85ebca6bu;
        h = (h ^ (h >> 13)) * 0xc2b2ae35u;
        h ^= h >> 16;
        char text[16];
        std::snprintf(text, sizeof text, "req-%08x", h);
        return text;
    }
    Result<ShopLogs> write(const Job &job)
    {
        for (const bool calm : {true, false})
            for (const char *layout : {"platform", "backend"})
                m_out.files.push_back({std::string(layout) + (calm ? "-11.log" : "-12.log"), {}, calm});
        std::size_t written = 0;
        for (const Line &line : m_lines) {
            if (++written % 4096 == 0 && job.isCancelled())
                return failure(cancelled());
            const bool backend = std::ranges::find(kBackend, line.service) != std::end(kBackend);
            append(m_out.files[(line.ms < kHourMs ? 0u : 2u) + (backend ? 1u : 0u)].text, line, backend);
        }
        return std::move(m_out);
    }

    const ShopSettings &m_settings;
    Dice m_dice;
    ShopLogs m_out;
    std::vector<Line> m_lines;
    std::int64_t m_endMs = 0;
    std::size_t m_used = 0;
};

} // namespace

std::string_view toName(Fault fault)
{
    constexpr std::array<std::string_view, kFaults> kNames{"latency", "skipped-step", "wrong-order", "exception", "retry-storm", "hang"};
    return kNames[static_cast<std::size_t>(fault)];
}

Result<ShopLogs> makeShop(const ShopSettings &settings, const Job &job)
{
    if (settings.lines < kFewestLines || settings.lines > kMostLines)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The sample incident cannot have %1 lines"), static_cast<std::uint64_t>(settings.lines)), {},
                       Message(CAUSEWAY_TEXT("Ask for %1 to %2."), static_cast<std::uint64_t>(kFewestLines), static_cast<std::uint64_t>(kMostLines)));
    return Shop(settings).make(job);
}

std::string truthCsv(const ShopLogs &logs)
{
    std::string out = "request,what,service,from,to\n";
    for (const FaultyRequest &fault : logs.faults)
        out += fault.id + "," + std::string(toName(fault.fault)) + "," + fault.service + "," + toIso8601(fault.from) + "," + toIso8601(fault.to) + "\n";
    for (const std::string &id : logs.jittered)
        out += id + ",jitter,,,\n";
    return out;
}

} // namespace causeway::demo
