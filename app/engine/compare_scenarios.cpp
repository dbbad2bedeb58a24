#include "app/engine/compare_scenarios.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/engine/csv.h"

namespace causeway::engine {

using simulate::Estimate;
using Of = ComparedRow::Of;
using Mark = ComparedRow::Mark;

namespace {

double share(double part, double all) { return all > 0 ? part / all : 0; }

double valueOf(const allocate::Measures &measures, allocate::Measure measure) { return measures[static_cast<std::size_t>(measure)]; }

double whole(const ScenarioRun &run, Quantity quantity)
{
    using allocate::Measure;
    switch (quantity) {
    case Quantity::Violations: return valueOf(run.measures, Measure::SloViolation);
    case Quantity::Mean: return valueOf(run.measures, Measure::MeanNs);
    case Quantity::P95: return valueOf(run.measures, Measure::P95Ns);
    case Quantity::P99: return valueOf(run.measures, Measure::P99Ns);
    case Quantity::Refused: return valueOf(run.measures, Measure::Refused);
    case Quantity::Cost: return valueOf(run.measures, Measure::Cost);
    case Quantity::Energy: return valueOf(run.measures, Measure::EnergyWh);
    case Quantity::BrownEnergy: return valueOf(run.measures, Measure::BrownWh);
    case Quantity::Carbon: return valueOf(run.measures, Measure::CarbonG);
    default: return valueOf(run.measures, Measure::Replicas);
    }
}

double ofOperation(const OperationAnswer &one, Quantity quantity)
{
    switch (quantity) {
    case Quantity::Violations: return share(one.violations, one.judged);
    case Quantity::P50: return one.p50Ns;
    case Quantity::P95: return one.p95Ns;
    case Quantity::P99: return one.p99Ns;
    default: return share(one.refused, one.answers + one.refused);
    }
}

double ofService(const ServiceAnswer &one, Quantity quantity)
{
    switch (quantity) {
    case Quantity::P50: return one.p50Ns;
    case Quantity::P95: return one.p95Ns;
    case Quantity::P99: return one.p99Ns;
    case Quantity::Utilisation: return one.utilisation;
    case Quantity::Queue: return one.queueMean;
    case Quantity::Cost: return one.cost;
    default: return one.replicas;
    }
}

bool hasBest(Quantity quantity) { return quantity != Quantity::Utilisation && quantity != Quantity::Queue && quantity != Quantity::Replicas; }

template <typename F>
std::vector<double> valuesOf(const ScenarioAnswer &answer, const F &value)
{
    std::vector<double> out;
    for (const ScenarioRun &run : answer.runs)
        out.push_back(value(run));
    return out;
}

class Comparison {
public:
    Comparison(const ScenarioAnswer *before, const ScenarioAnswer &after) : m_before(before), m_after(after), m_paired(before != nullptr && before->seed == after.seed && before->runs.size() == after.runs.size()) {}

    template <typename F>
    void add(Of of, const std::string &name, Quantity quantity, bool hasBefore, const F &value, bool hasAfter = true)
    {
        // value(run, whether of the one before)
        ComparedRow row{of, name, quantity, {}, {}, {}, Mark::None};
        std::vector<double> was, is;
        if (hasBefore)
            was = valuesOf(*m_before, [&](const ScenarioRun &run) { return value(run, true); });
        if (hasAfter)
            is = valuesOf(m_after, [&](const ScenarioRun &run) { return value(run, false); });
        const auto none = [](double x) { return x == 0; };
        if (std::ranges::all_of(was, none) && std::ranges::all_of(is, none))
            return;
        if (hasBefore)
            row.before = simulate::estimate(was);
        if (hasAfter)
            row.after = simulate::estimate(is);
        if (hasBefore && hasAfter && m_paired) {
            std::vector<double> differences(is.size());
            std::ranges::transform(is, was, differences.begin(), std::minus<>());
            row.delta = simulate::estimate(differences);
            const bool matters = std::abs(row.delta->mean) > kLeastShare * std::max(std::abs(row.before->mean), std::abs(row.after->mean));
            if (matters && (row.delta->low > 0 || row.delta->high < 0))
                row.mark = !hasBest(quantity) ? Mark::Other : row.delta->mean < 0 ? Mark::Better : Mark::Worse;
        }
        m_rows.push_back(std::move(row));
    }

    std::vector<ComparedRow> take() { return std::move(m_rows); }

private:
    const ScenarioAnswer *m_before;
    const ScenarioAnswer &m_after;
    bool m_paired;
    std::vector<ComparedRow> m_rows;
};

// Where each name of `after` stands before, then what is only there before.
std::vector<std::pair<std::ptrdiff_t, std::ptrdiff_t>> pairs(const std::vector<std::string> *before, const std::vector<std::string> &after)
{
    std::vector<std::pair<std::ptrdiff_t, std::ptrdiff_t>> out;
    std::map<std::string_view, std::ptrdiff_t> places;
    for (std::size_t i = 0; before != nullptr && i < before->size(); ++i)
        places[(*before)[i]] = static_cast<std::ptrdiff_t>(i);
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto found = places.find(after[i]);
        out.emplace_back(found == places.end() ? -1 : found->second, i);
        if (found != places.end())
            places.erase(found);
    }
    std::vector<std::ptrdiff_t> gone;
    for (const auto &[name, place] : places)
        gone.push_back(place);
    std::ranges::sort(gone);
    for (const std::ptrdiff_t place : gone)
        out.emplace_back(place, -1);
    return out;
}

} // namespace

std::string_view toName(Quantity quantity)
{
    constexpr std::array<std::string_view, 13> kNames{"slo_violation", "mean_ns", "p50_ns", "p95_ns", "p99_ns", "refused", "cost", "energy_wh", "brown_wh", "carbon_g", "utilisation", "queue", "replicas"};
    return kNames[static_cast<std::size_t>(quantity)];
}

std::string_view toName(Of of)
{
    constexpr std::array<std::string_view, 3> kNames{"whole", "operation", "service"};
    return kNames[static_cast<std::size_t>(of)];
}

std::string_view toName(Mark mark)
{
    constexpr std::array<std::string_view, 4> kNames{"", "better", "worse", "other"};
    return kNames[static_cast<std::size_t>(mark)];
}

std::vector<ComparedRow> compareAnswers(const ScenarioAnswer *before, const ScenarioAnswer &after)
{
    Comparison comparison(before, after);
    for (const Quantity quantity : {Quantity::Violations, Quantity::Mean, Quantity::P95, Quantity::P99, Quantity::Refused, Quantity::Cost, Quantity::Energy, Quantity::BrownEnergy, Quantity::Carbon, Quantity::Replicas})
        comparison.add(Of::Whole, {}, quantity, before != nullptr, [&](const ScenarioRun &run, bool) { return whole(run, quantity); });
    const auto each = [&](Of of, const std::vector<std::string> *names, const std::vector<std::string> &now, std::initializer_list<Quantity> quantities, const auto &value) {
        for (const auto &[was, is] : pairs(names, now))
            for (const Quantity quantity : quantities)
                comparison.add(of, is >= 0 ? now[static_cast<std::size_t>(is)] : (*names)[static_cast<std::size_t>(was)], quantity, was >= 0,
                               [&, was = was, is = is](const ScenarioRun &run, bool old) { return value(run, static_cast<std::size_t>(old ? was : is), quantity); }, is >= 0);
    };
    each(Of::Operation, before == nullptr ? nullptr : &before->operations, after.operations, {Quantity::P50, Quantity::P95, Quantity::P99, Quantity::Violations, Quantity::Refused},
         [](const ScenarioRun &run, std::size_t i, Quantity quantity) { return ofOperation(run.operations[i], quantity); });
    each(Of::Service, before == nullptr ? nullptr : &before->services, after.services, {Quantity::P50, Quantity::P95, Quantity::P99, Quantity::Utilisation, Quantity::Queue, Quantity::Replicas, Quantity::Cost},
         [](const ScenarioRun &run, std::size_t i, Quantity quantity) { return ofService(run.services[i], quantity); });
    return comparison.take();
}

std::string toCsv(const std::vector<ComparedRow> &rows)
{
    std::string out = "of,name,quantity,before,after,difference,low,high,mark\n";
    const auto number = [&](bool there, double value) {
        char digits[32];
        out += ',';
        if (there && std::isfinite(value))
            out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    };
    for (const ComparedRow &row : rows) {
        out += std::string(toName(row.of)) + ",";
        appendCsvCell(out, row.name);
        out += "," + std::string(toName(row.quantity));
        const Estimate delta = row.delta.value_or(Estimate());
        number(row.before.has_value(), row.before.value_or(Estimate()).mean);
        number(row.after.has_value(), row.after.value_or(Estimate()).mean);
        number(row.delta.has_value(), delta.mean);
        number(row.delta.has_value(), delta.low);
        number(row.delta.has_value(), delta.high);
        out += "," + std::string(toName(row.mark)) + "\n";
    }
    return out;
}

} // namespace causeway::engine
