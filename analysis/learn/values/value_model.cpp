#include "analysis/learn/values/value_model.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "analysis/core/hash.h"
#include "analysis/detect/accepted_contents.h"
#include "analysis/detect/training.h"
#include "analysis/detect/wording.h"
#include "analysis/learn/values/value_file.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kBlock = 1 << 16; // events that are laid out at a time

constexpr double kAsTelling = 30; // what is this much less odd than the oddest number is no cause of it

double rounded(double value, int digits)
{
    if (value == 0 || !std::isfinite(value))
        return 0;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - digits + 1);
    return std::round(value / unit) * unit;
}

// In its unit. width: of the band around it, a tenth of which is told apart; 0: it was observed.
Message::Argument argument(double value, const detect::ValueColumn &column, double width)
{
    constexpr double kMost = 9e18;
    const int digits = width > 0 && value != 0 ? std::clamp(static_cast<int>(std::ceil(std::log10(std::abs(value) / width))) + 2, 3, 15) : 3;
    const double told = std::clamp(width > 0 ? rounded(value, digits) : value, -kMost, kMost);
    if (column.unit == detect::ValueColumn::Unit::Nanoseconds)
        return Nanos{static_cast<std::int64_t>(told)};
    if (column.unit == detect::ValueColumn::Unit::Bytes && told >= 0)
        return Bytes{static_cast<std::uint64_t>(told)};
    if (column.whole || std::abs(told) >= 1e4)
        return static_cast<std::int64_t>(std::round(told));
    return told;
}

} // namespace

struct ValueModel::Odd {
    std::uint32_t position = 0, kind = 0, number = 0, column = 0;
    double expected = 0; // on its scale, the mean error included
    double surprise = 0, plainSurprise = 0;
};

ValueModel::ValueModel(Parts parts, detect::TrainReport report) : m_parts(std::move(parts)), m_report(std::move(report))
{
    m_report.calibration = m_parts.calibration;
    const double threshold = std::round(m_report.threshold * 100) / 100, share = std::round(m_report.calibrationFpr * 1000) / 10;
    const std::uint64_t parameters = m_parts.space.parameters(), times = m_parts.space.numbers() - parameters;
    const std::uint64_t templates = static_cast<std::uint64_t>(m_parts.space.kinds().size());
    m_report.rule = parameters > 0 ? Message(CAUSEWAY_TEXT("Anomalous where a value lies over %1 standard deviations from what was expected there, as in %2 % of the sessions kept aside. Judged: "
                                                           "%3{numeric parameter|numeric parameters} and %4{time|times} between events, of %5{pattern|patterns} with at least %6 events. Not judged: "
                                                           "%7{pattern|patterns} with fewer, %8{parameter that only counts|parameters that only count} up"),
                                             threshold, share, parameters, times, templates, m_parts.minimum, m_parts.space.rareTemplates(), m_parts.space.counters())
                                   : Message(CAUSEWAY_TEXT("Anomalous where the time to the event before lies over %1 standard deviations from what was expected there, as in %2 % of the sessions "
                                                           "kept aside. There are no numeric parameters to judge; patterns with at least %3 events: %4"),
                                             threshold, share, m_parts.minimum, templates);
}

std::uint64_t ValueModel::contentOf(const detect::SequenceSet &sessions, std::size_t session)
{
    std::uint64_t hash = mix64(sessions.session(session).size() + 1);
    const auto add = [&](std::uint64_t value) { hash = mix64(hash ^ mix64(value + 0x9e3779b97f4a7c15u)); };
    for (std::uint64_t i = sessions.offsets[session]; i < sessions.offsets[session + 1]; ++i) {
        add(sessions.keys[i]);
        if (const double time = ValueSpace::valueOf(sessions, session, i, 0); !std::isnan(time))
            add(std::bit_cast<std::uint64_t>(time));
        if (sessions.hasValues())
            for (std::uint64_t v = sessions.values.offsets[i]; v < sessions.values.offsets[i + 1]; ++v)
                add(std::isnan(sessions.values.values[v]) ? 0 : std::bit_cast<std::uint64_t>(sessions.values.values[v]));
    }
    return hash;
}

Result<std::vector<float>> ValueModel::predict(const SessionValues &values, unsigned threads, const Job &job) const
{
    if (!m_parts.network || values.cells.empty())
        return std::vector<float>();
    return m_parts.network->predict(values.rows, threads, job);
}

Result<detect::Scores> ValueModel::score(const detect::SequenceSet &sessions, unsigned threads, const Job &job) const
{
    CAUSEWAY_TRY(m_parts.space.check(sessions));
    detect::Scores out{std::vector<double>(sessions.size(), 0), m_report.threshold};
    for (std::size_t from = 0; from < sessions.size();) {
        std::vector<std::size_t> block;
        for (std::size_t events = 0; from + block.size() < sessions.size() && (block.empty() || events < kBlock);) {
            block.push_back(from + block.size());
            events += sessions.session(block.back()).size();
        }
        CAUSEWAY_ASSIGN(const SessionValues values, sessionValues(m_parts.space, sessions, block, m_parts.history, job));
        CAUSEWAY_ASSIGN(const auto predicted, predict(values, threads, job));
        for (const ValueError &error : errorsOf(m_parts.space, values, predicted)) {
            double &score = out.scores[from + error.session];
            score = std::max(score, m_parts.bands.surprise(error.column, static_cast<double>(error.error)));
        }
        from += block.size();
        job.report({static_cast<double>(from), static_cast<double>(sessions.size()), Progress::Unit::Sessions});
    }
    if (!m_parts.accepted.empty())
        for (std::size_t s = 0; s < sessions.size(); ++s)
            if (out.scores[s] > 0 && std::ranges::binary_search(m_parts.accepted, contentOf(sessions, s)))
                out.scores[s] = 0;
    return out;
}

Message ValueModel::word(const detect::SequenceSet &sessions, std::size_t session, const Odd &worst, const detect::KeyNamer &name) const
{
    const ValueKind &kind = m_parts.space.kinds()[worst.kind - 1];
    const ValueKind::Number &number = kind.numbers[worst.number];
    const bool time = number.source == 0;
    const detect::ValueColumn column = time ? detect::ValueColumn{{}, detect::ValueColumn::Unit::Nanoseconds, true} : kind.parameters[number.source - 1];
    const double deviation = m_parts.bands.columns()[worst.column].deviation;
    const double around = number.scale.fromScale(worst.expected + m_report.threshold * deviation) - number.scale.fromScale(worst.expected - m_report.threshold * deviation);
    const auto told = [&](double place) {
        const double at = number.scale.fromScale(place);
        return argument(number.scale.isNonNegative() ? std::max(at, 0.0) : at, column, std::max(around, 1e-9));
    };
    const double value = ValueSpace::valueOf(sessions, session, sessions.offsets[session] + worst.position, number.source);
    const double width = m_report.threshold * deviation;
    const ValueBands::Gaussian &plain = m_parts.plain.columns()[worst.column];
    std::vector<Message::Argument> arguments{detect::nameOf(name, kind.key), static_cast<std::int64_t>(worst.position + 1), argument(value, column, 0), told(worst.expected),
                                             told(worst.expected - width), told(worst.expected + width)};
    if (!time)
        arguments.emplace_back(column.name);
    const bool compared = m_parts.network && std::isfinite(plain.deviation);
    if (compared) {
        arguments.push_back(told(plain.mean - m_report.threshold * plain.deviation));
        arguments.push_back(told(plain.mean + m_report.threshold * plain.deviation));
    }
    const bool within = worst.plainSurprise <= m_report.threshold;
    const char *text = nullptr;
    if (time)
        text = !compared ? CAUSEWAY_TEXT("“%1” (event %2) came %3 after the event before; %4 was expected (%5 to %6)")
               : within  ? CAUSEWAY_TEXT("“%1” (event %2) came %3 after the event before; %4 was expected there (%5 to %6). Without what came before that would be nothing odd (%7 to %8)")
                         : CAUSEWAY_TEXT("“%1” (event %2) came %3 after the event before; %4 was expected there (%5 to %6). It is odd anywhere (%7 to %8 is usual)");
    else
        text = !compared ? CAUSEWAY_TEXT("In “%1” (event %2) “%7” is %3; %4 was expected (%5 to %6)")
               : within  ? CAUSEWAY_TEXT("In “%1” (event %2) “%7” is %3; %4 was expected there (%5 to %6). Without what came before that would be nothing odd (%8 to %9)")
                         : CAUSEWAY_TEXT("In “%1” (event %2) “%7” is %3; %4 was expected there (%5 to %6). It is odd anywhere (%8 to %9 is usual)");
    return Message::fromParts(text, std::move(arguments));
}

Result<detect::Explanation> ValueModel::explain(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const
{
    CAUSEWAY_TRY(detect::checkSession(sessions, session));
    CAUSEWAY_TRY(m_parts.space.check(sessions));
    const auto sequence = sessions.session(session);
    detect::Explanation out{{}, detect::plainSteps(sequence), {}};
    if (std::ranges::binary_search(m_parts.accepted, contentOf(sessions, session))) {
        out = detect::AcceptedContents::explain(sequence);
        return out;
    }
    CAUSEWAY_ASSIGN(const SessionValues values, sessionValues(m_parts.space, sessions, {session}, m_parts.history, {}));
    CAUSEWAY_ASSIGN(const auto predicted, predict(values, 1, {}));
    const ValueNetworkShape shape = networkShape(m_parts.space, 1);
    std::vector<Odd> judged; // in order
    for (const SessionValues::Cell &cell : values.cells)
        for (std::uint32_t j = 0; shape.firstColumn[cell.kind] + j < shape.firstColumn[cell.kind + 1]; ++j) {
            const std::size_t at = cell.cell * values.rows.width + j;
            if (std::isnan(values.rows.targets[at]))
                continue;
            Odd odd{cell.position, cell.kind, j, shape.firstColumn[cell.kind] + j};
            const float prediction = predicted.empty() ? 0 : predicted[at];
            odd.surprise = m_parts.bands.surprise(odd.column, static_cast<double>(values.rows.targets[at] - prediction));
            odd.plainSurprise = m_parts.plain.surprise(odd.column, static_cast<double>(values.rows.targets[at]));
            odd.expected = static_cast<double>(prediction) + m_parts.bands.columns()[odd.column].mean;
            out.steps[cell.position].odd = out.steps[cell.position].odd || odd.surprise > m_report.threshold;
            if (!std::isinf(m_parts.bands.columns()[odd.column].deviation))
                judged.push_back(odd);
        }
    const auto lessOdd = [](const Odd &a, const Odd &b) { return a.surprise < b.surprise; };
    auto worst = std::max_element(judged.begin(), judged.end(), lessOdd);
    // The first event that is about as odd is told of: what follows is expected from it.
    if (worst != judged.end() && worst->surprise > m_report.threshold) {
        const double telling = worst->surprise / kAsTelling;
        const auto first = std::find_if(judged.begin(), worst, [&](const Odd &odd) { return odd.surprise > m_report.threshold && odd.surprise >= telling; });
        const auto next = std::find_if(first, judged.end(), [&](const Odd &odd) { return odd.position != first->position; });
        worst = std::max_element(first, next, lessOdd);
    }
    if (worst == judged.end())
        out.message = Message(CAUSEWAY_TEXT("None of its events has a number that is judged"));
    else if (worst->surprise <= m_report.threshold)
        out.message = Message(CAUSEWAY_TEXT("Every value was to be expected: the farthest lies %1 standard deviations off, %2 is too far"), rounded(worst->surprise, 2), rounded(m_report.threshold, 3));
    else
        out.message = word(sessions, session, *worst, name);
    detect::limitSteps(out.steps);
    return out;
}

std::string ValueModel::save() const
{
    ByteWriter out;
    detect::writeHead(out, m_parts.info->name, m_report);
    m_parts.space.write(out);
    out.varint(m_parts.history);
    out.varint(m_parts.minimum);
    m_parts.bands.write(out);
    m_parts.plain.write(out);
    out.varint(m_parts.calibration.size());
    for (const double score : m_parts.calibration)
        out.f64(score);
    out.varint(m_parts.accepted.size());
    for (const std::uint64_t content : m_parts.accepted)
        out.u64(content);
    if (m_parts.network)
        writeValueNetwork(out, *m_parts.network);
    return out.take();
}

Result<std::unique_ptr<detect::Model>> ValueModel::load(const detect::DetectorInfo &info, bool network, std::string_view bytes)
{
    ByteReader in(bytes);
    auto report = detect::readHead(in, info.name);
    Parts parts;
    parts.info = &info;
    if (!report || !parts.space.read(in))
        return detect::damagedModel(info.name);
    parts.history = static_cast<std::uint32_t>(in.bounded(kMostHistory));
    parts.minimum = in.varint();
    const std::size_t columns = parts.space.numbers();
    if (!parts.bands.read(in, columns) || !parts.plain.read(in, columns))
        return detect::damagedModel(info.name);
    const std::uint64_t scores = in.varint();
    for (std::uint64_t i = 0; in.fits(scores - i, 8) && i < scores; ++i)
        parts.calibration.push_back(in.f64());
    const std::uint64_t accepted = in.varint();
    for (std::uint64_t i = 0; in.fits(accepted - i, 8) && i < accepted; ++i)
        parts.accepted.push_back(in.u64());
    const bool sound = in.ok() && std::all_of(parts.calibration.begin(), parts.calibration.end(), [](double score) { return std::isfinite(score); }) &&
                       std::is_sorted(parts.accepted.begin(), parts.accepted.end());
    if (!sound)
        return detect::damagedModel(info.name);
    if (network) {
        auto read = readValueNetwork(in, networkShape(parts.space, 1));
        if (!read && read.error().code != ErrorCode::Damaged)
            return failure(std::move(read).error());
        if (!read)
            return detect::damagedModel(info.name);
        parts.network = std::move(*read);
    }
    if (!in.atEnd())
        return detect::damagedModel(info.name);
    return std::make_unique<ValueModel>(std::move(parts), std::move(*report));
}

} // namespace causeway::learn
