#include "analysis/detect/builtin.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "analysis/detect/training.h"

namespace causeway::detect {

namespace {

constexpr double kMadToSigma = 1.4826; // of a normal distribution
constexpr std::size_t kNoSeries = std::numeric_limits<std::size_t>::max();

const DetectorInfo &describe()
{
    static const DetectorInfo kInfo{"threshold",
                                    "Counts outside their band",
                                    DetectorKind::Threshold,
                                    "window",
                                    "times",
                                    "Roberts 1959, Control Chart Tests Based on Geometric Moving Averages; Leys et al. 2013 (MAD)",
                                    "Both bands must be left; a Poisson floor stands in where a series is constant",
                                    {falsePositives(0.005),
                                     {"alpha", "Weight of the newest bucket in the moving average", 0.3, 0.01, 1},
                                     {"minimum", "Deviations of fewer standard deviations are never flagged", 4, 0, 100}}};
    return kInfo;
}

// What training says of one series.
struct Band {
    std::string name;
    double median = 0;
    double scale = 1;       // of values around the median
    double movingScale = 1; // of values around the moving average before
};

// Beyond so many standard deviations their number says no more than the counts do.
constexpr double kTelling = 100;

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double usable(double count) { return std::isfinite(count) && count > 0 ? std::min(count, 1e15) : 0; }

// Counts scatter at least as a Poisson variable of their level does, and by one event where nothing ever happens.
double floored(double scale, double level) { return std::max(scale, std::sqrt(std::max(level, 1.0))); }

// Goes along a series: how far each value lies outside both bands, in standard deviations. What leaves the band moves the
// average only as far as the band's edge, so an outburst does not become the new normal at once.
class Walk {
public:
    Walk(const Band &band, double alpha, double width) : m_band(band), m_alpha(alpha), m_width(width), m_average(band.median) {}

    struct Seen {
        double deviation = 0;
        double low = 0, high = 0; // what lies within is inside one band at least (their hull)
    };
    Seen step(double raw)
    {
        const double value = usable(raw);
        const double moving = floored(m_band.movingScale, m_average);
        const double fixed = floored(m_band.scale, m_band.median);
        Seen seen;
        seen.deviation = std::min(std::abs(value - m_average) / moving, std::abs(value - m_band.median) / fixed);
        if ((value - m_average) * (value - m_band.median) < 0)
            seen.deviation = 0; // between the two centres
        seen.low = std::max(0.0, std::min(m_average - m_width * moving, m_band.median - m_width * fixed));
        seen.high = std::max(m_average + m_width * moving, m_band.median + m_width * fixed);
        const double clipped = std::clamp(value, m_average - m_width * moving, m_average + m_width * moving);
        m_average += m_alpha * (clipped - m_average);
        return seen;
    }

    // Only what is told of the next band changes, not what lies behind.
    void widen(double width) { m_width = width; }

private:
    const Band &m_band;
    double m_alpha, m_width, m_average;
};

Band learnBand(const CountSeries &series, std::size_t buckets, double alpha)
{
    std::vector<double> values(buckets);
    std::transform(series.counts.begin(), series.counts.begin() + static_cast<std::ptrdiff_t>(buckets), values.begin(), usable);
    Band band{series.name, medianOf(values), 0, 0};
    std::vector<double> around(buckets), aroundMoving(buckets);
    double average = band.median;
    for (std::size_t i = 0; i < buckets; ++i) {
        around[i] = std::abs(values[i] - band.median);
        aroundMoving[i] = std::abs(values[i] - average);
        average += alpha * (values[i] - average);
    }
    band.scale = kMadToSigma * medianOf(std::move(around));
    band.movingScale = kMadToSigma * medianOf(std::move(aroundMoving));
    return band;
}

struct Parameters {
    std::vector<Band> bands; // ascending by name
    double alpha = 0.3;
    double minimum = 4;
};

const Band &bandOf(const Parameters &p, const std::string &name)
{
    static const Band kNew{}; // a series never seen: expected to stay at zero
    const auto it = std::ranges::lower_bound(p.bands, name, {}, &Band::name);
    return it != p.bands.end() && it->name == name ? *it : kNew;
}

Result<> checkTable(const CountTable &counts)
{
    for (const CountSeries &series : counts.series)
        if (series.counts.size() != counts.buckets())
            return failure(ErrorCode::Internal, Message(CAUSEWAY_TEXT("The series “%1” has %2 buckets of %3"), series.name, series.counts.size(),
                                                        counts.buckets()));
    return {};
}

// Of each bucket the largest deviation of any series. The width of the clipping band is the least that can be flagged,
// not the threshold, which is chosen from these very deviations.
Result<std::vector<double>> deviations(const Parameters &p, const CountTable &counts, const Job &job)
{
    std::vector<double> out(counts.buckets(), 0);
    for (const CountSeries &series : counts.series) {
        if (job.isCancelled())
            return failure(cancelled());
        Walk walk(bandOf(p, series.name), p.alpha, std::max(p.minimum, 1.0));
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = std::max(out[i], walk.step(series.counts[i]).deviation);
    }
    return out;
}

// What a series counts, in words: %1 what, %2 how often, %3 to %4 expected, %5 standard deviations off.
struct Wording {
    const char *odd, *veryOdd, *unseen, *closest;
};
constexpr Wording kOfAll{CAUSEWAY_TEXT("There are %2 events in all; expected were %3 to %4 (%5 standard deviations off)"),
                         CAUSEWAY_TEXT("There are %2 events in all; expected were %3 to %4"), CAUSEWAY_TEXT("There are %2 events; in training there were none"),
                         CAUSEWAY_TEXT("Nothing is odd; all events together come closest: there are %2, expected were %3 to %4")};
constexpr Wording kOfLevel{CAUSEWAY_TEXT("There are %2 events of level %1; expected were %3 to %4 (%5 standard deviations off)"),
                           CAUSEWAY_TEXT("There are %2 events of level %1; expected were %3 to %4"),
                           CAUSEWAY_TEXT("There are %2 events of level %1; in training there were none"),
                           CAUSEWAY_TEXT("Nothing is odd; events of level %1 come closest: there are %2, expected were %3 to %4")};
constexpr Wording kOfTemplate{CAUSEWAY_TEXT("“%1” occurs %2{time|times}; expected were %3 to %4 (%5 standard deviations off)"),
                              CAUSEWAY_TEXT("“%1” occurs %2{time|times}; expected were %3 to %4"),
                              CAUSEWAY_TEXT("“%1” occurs %2{time|times} and was never seen in training"),
                              CAUSEWAY_TEXT("Nothing is odd; “%1” comes closest: it occurs %2{time|times}, expected were %3 to %4")};

std::optional<std::uint32_t> templateOf(std::string_view series)
{
    constexpr std::string_view kTemplate = "template:";
    std::uint32_t key = 0;
    if (!series.starts_with(kTemplate))
        return std::nullopt;
    const auto read = std::from_chars(series.data() + kTemplate.size(), series.data() + series.size(), key);
    return read.ec == std::errc() && read.ptr == series.data() + series.size() ? std::optional(key) : std::nullopt;
}

const Wording &wordingOf(const std::string &series, const KeyNamer &namer, std::string &what)
{
    constexpr std::string_view kLevel = "level:";
    what = series;
    if (series == "all")
        return kOfAll;
    if (series.starts_with(kLevel)) {
        what.erase(0, kLevel.size());
        return kOfLevel;
    }
    if (const auto key = templateOf(series); key && namer)
        if (std::string known = namer(*key); !known.empty())
            what = std::move(known);
    return kOfTemplate;
}

tl::unexpected<Error> onlyWindows()
{
    return failure(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("The detector “%1” judges windows of time, not sessions"), describe().name));
}

class ThresholdModel final : public Model {
public:
    ThresholdModel(Parameters parameters, TrainReport report) : m_parameters(std::move(parameters)), m_report(std::move(report))
    {
        m_report.rule = Message(CAUSEWAY_TEXT("Anomalous where a count lies more than %1 standard deviations off both its moving average and its median "
                                              "(%2 series)"),
                                m_report.threshold, m_parameters.bands.size());
    }

    const TrainReport &report() const override { return m_report; }
    Result<Scores> score(const SequenceSet &, unsigned, const Job &) const override { return onlyWindows(); }
    Result<Explanation> explain(const SequenceSet &, std::size_t, const KeyNamer &) const override { return onlyWindows(); }

    Result<Scores> scoreWindows(const CountTable &counts, const Job &job) const override
    {
        CAUSEWAY_TRY(checkTable(counts));
        CAUSEWAY_ASSIGN(auto scores, deviations(m_parameters, counts, job));
        return Scores{std::move(scores), m_report.threshold};
    }

    Result<Explanation> explainWindow(const CountTable &counts, std::size_t bucket, const KeyNamer &name) const override
    {
        CAUSEWAY_TRY(checkTable(counts));
        if (bucket >= counts.buckets())
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no window %1"), bucket),
                           Message(CAUSEWAY_TEXT("there are %1"), counts.buckets()));
        std::size_t worst = kNoSeries;
        Walk::Seen worstSeen;
        for (std::size_t s = 0; s < counts.series.size(); ++s) {
            const auto seen = at(counts.series[s], bucket);
            if (worst == kNoSeries || seen.deviation > worstSeen.deviation) {
                worst = s;
                worstSeen = seen;
            }
        }
        const CountSeries &series = counts.series[worst];
        const double value = usable(series.counts[bucket]);
        std::string what;
        const Wording &wording = wordingOf(series.name, name, what);
        const double low = std::ceil(worstSeen.low), high = std::floor(worstSeen.high);
        if (worstSeen.deviation <= m_report.threshold)
            return Explanation{Message(wording.closest, what, value, low, high), {}, {}};
        std::vector<Step> steps; // of a window: what there is too much or too little of
        if (const auto key = templateOf(series.name))
            steps.push_back({0, true, *key, {}, std::nan(""), {}, {}});
        if (!std::ranges::binary_search(m_parameters.bands, series.name, {}, &Band::name))
            return Explanation{Message(wording.unseen, what, value), std::move(steps), {}};
        if (worstSeen.deviation > kTelling)
            return Explanation{Message(wording.veryOdd, what, value, low, high), std::move(steps), {}};
        return Explanation{Message(wording.odd, what, value, low, high, std::round(worstSeen.deviation * 10) / 10), std::move(steps), {}};
    }

    std::string save() const override
    {
        ByteWriter out;
        writeHead(out, describe().name, m_report);
        out.f64(m_parameters.alpha);
        out.f64(m_parameters.minimum);
        out.varint(m_parameters.bands.size());
        for (const Band &band : m_parameters.bands) {
            out.text(band.name);
            out.f64(band.median);
            out.f64(band.scale);
            out.f64(band.movingScale);
        }
        return out.take();
    }

private:
    // The average must move as it does in scoring, so the band shown is recomputed at the threshold's width.
    Walk::Seen at(const CountSeries &series, std::size_t bucket) const
    {
        const Band &band = bandOf(m_parameters, series.name);
        Walk walk(band, m_parameters.alpha, std::max(m_parameters.minimum, 1.0));
        for (std::size_t i = 0; i < bucket; ++i)
            walk.step(series.counts[i]);
        walk.widen(m_report.threshold);
        return walk.step(series.counts[bucket]);
    }

    Parameters m_parameters;
    TrainReport m_report;
};

class ThresholdDetector final : public Detector {
public:
    const DetectorInfo &info() const override { return describe(); }

    Result<std::unique_ptr<Model>> train(const TrainingData &data, const TrainSettings &settings, const Job &job) const override
    {
        CAUSEWAY_TRY(checkSettings(info(), settings));
        if (data.counts == nullptr || data.counts->buckets() == 0)
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to learn from")),
                           Message(CAUSEWAY_TEXT("there are no events with times")),
                           Message(CAUSEWAY_TEXT("Import logs whose lines tell their time.")));
        const CountTable &counts = *data.counts;
        CAUSEWAY_TRY(checkTable(counts));

        Parameters p;
        p.alpha = setting(info(), settings, "alpha");
        p.minimum = setting(info(), settings, "minimum");
        const std::size_t buckets = counts.buckets();
        const std::size_t learned = data.calibrationFrom == 0 || data.calibrationFrom > buckets ? buckets : data.calibrationFrom;
        for (const CountSeries &series : counts.series) {
            if (job.isCancelled())
                return failure(cancelled());
            p.bands.push_back(learnBand(series, learned, p.alpha));
        }
        std::stable_sort(p.bands.begin(), p.bands.end(), [](const Band &a, const Band &b) { return a.name < b.name; });
        p.bands.erase(std::unique(p.bands.begin(), p.bands.end(), [](const Band &a, const Band &b) { return a.name == b.name; }), p.bands.end());

        CAUSEWAY_ASSIGN(auto scores, deviations(p, counts, job));
        if (learned < buckets)
            scores.erase(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(learned));
        const std::vector<std::uint64_t> weights(scores.size(), 1);
        const std::uint64_t allowed = allowedExceptions(scores.size(), setting(info(), settings, "false_positives"));
        TrainReport report;
        report.windows = buckets;
        report.uniqueWindows = buckets;
        report.threshold = std::max(p.minimum, toleratedScore(scores, weights, allowed));
        report.calibrationFpr = static_cast<double>(std::ranges::count_if(scores, [&](double s) { return s > report.threshold; })) /
                                static_cast<double>(scores.size());
        return std::make_unique<ThresholdModel>(std::move(p), std::move(report));
    }

    Result<std::unique_ptr<Model>> load(std::string_view bytes) const override
    {
        ByteReader in(bytes);
        auto report = readHead(in, info().name);
        Parameters p;
        p.alpha = in.f64();
        p.minimum = in.f64();
        const std::uint64_t bands = in.varint();
        if (!report || !in.fits(bands, 25) || !(p.alpha >= 0 && p.alpha <= 1) || !(p.minimum >= 0 && p.minimum <= 100))
            return damagedModel(info().name);
        const auto plausible = [](double v) { return v >= 0 && v <= 1e16; };
        for (std::uint64_t i = 0; i < bands; ++i) {
            Band band{std::string(in.text()), in.f64(), in.f64(), in.f64()};
            if (!in.ok() || !plausible(band.median) || !plausible(band.scale) || !plausible(band.movingScale) ||
                (i > 0 && !(p.bands.back().name < band.name)))
                return damagedModel(info().name);
            p.bands.push_back(std::move(band));
        }
        if (!in.atEnd())
            return damagedModel(info().name);
        return std::make_unique<ThresholdModel>(std::move(p), std::move(*report));
    }
};

} // namespace

const Detector &thresholdDetector()
{
    static const ThresholdDetector kDetector;
    return kDetector;
}

} // namespace causeway::detect
