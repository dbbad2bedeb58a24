// What is said of the chosen split: of what is dragged, of latency by fluid, of its cost by simulation.

#include <numeric>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr std::size_t kMostCosts = 32; // that are kept

struct Solved {
    std::optional<engine::SplitLatency> whole, split, compared, preview;
};

// The split with what is dragged at its place.
boundaries::Split withDragged(const boundaries::Split &split, const std::vector<std::uint32_t> &dragged, std::uint32_t to)
{
    boundaries::Split out = split;
    if (to == BoundaryDesk::kNewService) {
        to = static_cast<std::uint32_t>(out.services.size());
        out.services.emplace_back("+");
    }
    for (const std::uint32_t one : dragged)
        out.serviceOf[one] = to;
    return out;
}

} // namespace

boundaries::MoveScorer &BoundaryDesk::scorer()
{
    if (m_scorer == nullptr)
        m_scorer = std::make_unique<boundaries::MoveScorer>(m_data->data.model, m_data->graph, m_split->split.serviceOf, static_cast<std::uint32_t>(m_split->split.services.size() + 1));
    return *m_scorer;
}

std::optional<boundaries::Measures> BoundaryDesk::tried(std::uint32_t one, std::uint32_t service)
{
    if (m_data == nullptr || m_split == nullptr || service >= m_split->split.services.size() || m_split->split.serviceOf[one] == kNoService || m_split->split.serviceOf[one] == service)
        return std::nullopt;
    return scorer().tried(one, service);
}

void BoundaryDesk::setPreview(const std::vector<std::uint32_t> &classes, std::uint32_t service)
{
    if (m_split == nullptr || m_data == nullptr || classes.empty() || (classes == m_dragged && service == m_draggedTo))
        return;
    m_dragged = classes;
    m_draggedTo = service;
    const auto services = static_cast<std::uint32_t>(m_split->split.services.size());
    const auto isIn = [&](std::uint32_t one) { return m_split->split.serviceOf[one] != kNoService; };
    if (service != kNoService && std::ranges::all_of(classes, isIn)) {
        scorer();
        const std::uint32_t to = service == kNewService ? services : service;
        for (const std::uint32_t one : classes)
            m_scorer->move(one, to);
        m_preview = m_scorer->measures();
        m_preview->largest = 0;
        for (std::uint32_t s = 0; s <= services; ++s)
            m_preview->largest = std::max(m_preview->largest, m_scorer->sizeOf(s));
        for (const std::uint32_t one : classes)
            m_scorer->move(one, m_split->split.serviceOf[one]);
    } else {
        boundaries::Assignment assignment = withDragged(m_split->split, classes, service).serviceOf;
        boundaries::renumber(assignment);
        std::vector<std::uint32_t> order;
        for (std::uint32_t i = 0; i < assignment.size(); ++i)
            if (assignment[i] != kNoService)
                order.push_back(i);
        m_preview = boundaries::measure(m_data->data.model, m_data->graph, assignment, order, false);
    }
    m_latency.preview.reset();
    Q_EMIT previewChanged();
    solve();
}

void BoundaryDesk::clearPreview()
{
    if (!m_preview && m_dragged.empty())
        return;
    m_preview.reset();
    m_dragged.clear();
    m_latency.preview.reset();
    Q_EMIT previewChanged();
}

// One after the other: while classes are dragged each answer is shown, and the next question is what it is then.
void BoundaryDesk::solve()
{
    if (m_split == nullptr || m_data == nullptr || m_isSolving || (m_solved == m_split && m_solvedCompared == m_compared && m_solvedDragged == m_dragged && (m_dragged.empty() || m_solvedTo == m_draggedTo)))
        return;
    const bool known = m_solved == m_split && m_latency.split, comparedKnown = m_compared == nullptr || (m_solvedCompared == m_compared && m_latency.compared);
    m_isSolving = true;
    m_solved = m_split;
    m_solvedCompared = m_compared;
    m_solvedDragged = m_dragged;
    m_solvedTo = m_draggedTo;
    m_context.workspace.jobs().start<Solved>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Answer by fluid")), .quiet = true},
        [split = m_split, compared = m_compared, data = m_data, dragged = m_dragged, to = m_draggedTo, settings = m_costSettings, known, comparedKnown](const Job &) -> Result<Solved> {
            Solved out;
            if (!known) {
                out.whole = engine::latencyBefore(data->data, split->split, split->demands.utilities, settings);
                out.split = engine::latencyOfSplit(data->data, split->split, split->demands.utilities, settings);
            }
            if (!comparedKnown)
                out.compared = engine::latencyOfSplit(data->data, compared->split, compared->demands.utilities, settings);
            if (!dragged.empty())
                out.preview = engine::latencyOfSplit(data->data, withDragged(split->split, dragged, to), split->demands.utilities, settings);
            return out;
        },
        this,
        [this, known, comparedKnown, split = m_split, compared = m_compared, dragged = m_dragged, to = m_draggedTo](const Solved &solved) {
            m_isSolving = false;
            if (split == m_split) {
                if (!known) {
                    m_latency.whole = solved.whole;
                    m_latency.split = solved.split;
                }
                if (!comparedKnown && compared == m_compared)
                    m_latency.compared = solved.compared;
                if (dragged == m_dragged && to == m_draggedTo)
                    m_latency.preview = solved.preview;
                Q_EMIT previewChanged();
            }
            solve();
        },
        [this](const Error &) {
            m_isSolving = false;
            m_solved = nullptr;
        });
}

void BoundaryDesk::setCostSettings(const boundaries::CostSettings &settings)
{
    m_costSettings = settings;
    m_context.workspace.jobs().cancelKey("boundaries.cost");
    m_isSimulating = false;
    m_costs.clear();
    m_comparedCost = nullptr;
    m_costAsked = m_comparedAsked = nullptr;
    m_costStale = true;
    m_solved = nullptr;
    m_latency = {};
    solve();
    rest();
    Q_EMIT costChanged();
}

CostData BoundaryDesk::knownCost(const SplitData &split) const
{
    if (split == nullptr || m_data == nullptr || m_costs.empty())
        return nullptr;
    const auto found = m_costs.find(engine::classesJson(*split, m_data->data.model));
    return found == m_costs.end() ? nullptr : found->second;
}

void BoundaryDesk::rest()
{
    if (m_watching && m_split != nullptr && m_data != nullptr && (m_costAsked != m_split || (m_compared != nullptr && m_comparedCost == nullptr && m_comparedAsked != m_compared)))
        m_rest.start();
}

// The chosen split first, then the one that it is held against.
void BoundaryDesk::simulate()
{
    if (!m_watching || m_split == nullptr || m_data == nullptr)
        return;
    if (m_costAsked != m_split) {
        m_costAsked = m_split;
        m_comparedAsked = nullptr; // what runs of it ends here
        m_costError.reset();
        startCost(m_split);
    } else if (!m_isSimulating && m_compared != nullptr && m_comparedCost == nullptr && m_comparedAsked != m_compared) {
        m_comparedAsked = m_compared;
        startCost(m_compared);
    }
}

void BoundaryDesk::startCost(const SplitData &split)
{
    m_isSimulating = true;
    Q_EMIT costChanged();
    m_context.workspace.jobs().start<CostData>(
        {.key = "boundaries.cost", .title = Message(CAUSEWAY_TEXT("Simulate the split “%1”"), nameOf(split == m_split ? m_chosen : comparedId()).toStdString())},
        [split, data = m_data, settings = m_costSettings](const Job &job) -> Result<CostData> {
            boundaries::Assignment apart(data->data.model.classes.size());
            std::iota(apart.begin(), apart.end(), 0u);
            const boundaries::CostInput input{data->data.model, split->split, data->data.services ? &apart : nullptr, split->demands.utilities};
            CAUSEWAY_ASSIGN(boundaries::SplitCost cost, boundaries::splitCost(input, settings, job));
            return std::make_shared<const boundaries::SplitCost>(std::move(cost));
        },
        this,
        [this, split](CostData cost) {
            m_isSimulating = false;
            if (m_costs.size() >= kMostCosts)
                m_costs.clear();
            if (m_data != nullptr)
                m_costs[engine::classesJson(*split, m_data->data.model)] = cost;
            if (split == m_split || split != m_compared || m_cost == nullptr) {
                m_cost = std::move(cost);
                m_costOf = split;
                m_costStale = false;
            }
            m_comparedCost = knownCost(m_compared);
            Q_EMIT costChanged();
            rest();
        },
        [this, split](const Error &error) {
            m_isSimulating = false;
            if (split == m_split)
                m_costError = error;
            Q_EMIT costChanged();
            rest();
        });
}

} // namespace causeway::views
