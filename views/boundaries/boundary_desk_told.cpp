// What is said of the chosen split: of what is dragged, of latency by fluid, of its cost by simulation.

#include <limits>
#include <numeric>

#include "app/engine/split_latency.h"
#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct Solved {
    std::optional<engine::SplitLatency> whole, split, preview;
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
    m_latency.previewNs = m_latency.previewP95Ns = kUnknown;
    Q_EMIT previewChanged();
    solve();
}

void BoundaryDesk::clearPreview()
{
    if (!m_preview && m_dragged.empty())
        return;
    m_preview.reset();
    m_dragged.clear();
    m_latency.previewNs = m_latency.previewP95Ns = kUnknown;
    Q_EMIT previewChanged();
}

// One after the other: while classes are dragged each answer is shown, and the next question is what it is then.
void BoundaryDesk::solve()
{
    if (m_split == nullptr || m_data == nullptr || m_isSolving || (m_solved == m_split && m_solvedDragged == m_dragged && (m_dragged.empty() || m_solvedTo == m_draggedTo)))
        return;
    const bool known = m_solved == m_split && m_latency.splitNs == m_latency.splitNs;
    m_isSolving = true;
    m_solved = m_split;
    m_solvedDragged = m_dragged;
    m_solvedTo = m_draggedTo;
    m_context.workspace.jobs().start<Solved>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Answer by fluid")), .quiet = true},
        [split = m_split, data = m_data, dragged = m_dragged, to = m_draggedTo, settings = m_costSettings, known](const Job &) -> Result<Solved> {
            Solved out;
            if (!known) {
                out.whole = engine::latencyBefore(data->data, split->split, settings);
                out.split = engine::latencyOfSplit(data->data, split->split, settings);
            }
            if (!dragged.empty())
                out.preview = engine::latencyOfSplit(data->data, withDragged(split->split, dragged, to), settings);
            return out;
        },
        this,
        [this, known, split = m_split, dragged = m_dragged, to = m_draggedTo](const Solved &solved) {
            m_isSolving = false;
            if (split == m_split) {
                const auto take = [](const std::optional<engine::SplitLatency> &from, double &mean, double &p95) {
                    mean = from ? from->meanNs : kUnknown;
                    p95 = from ? from->p95Ns : kUnknown;
                };
                if (!known) {
                    take(solved.whole, m_latency.wholeNs, m_latency.wholeP95Ns);
                    take(solved.split, m_latency.splitNs, m_latency.splitP95Ns);
                }
                if (dragged == m_dragged && to == m_draggedTo)
                    take(solved.preview, m_latency.previewNs, m_latency.previewP95Ns);
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
    m_costAsked = nullptr;
    m_solved = nullptr;
    m_latency.splitNs = kUnknown;
    solve();
    rest();
    Q_EMIT costChanged();
}

void BoundaryDesk::rest()
{
    if (m_watching && m_split != nullptr && m_data != nullptr && m_costAsked != m_split)
        m_rest.start();
}

void BoundaryDesk::simulate()
{
    if (!m_watching || m_split == nullptr || m_data == nullptr || m_costAsked == m_split)
        return;
    m_costAsked = m_split;
    m_isSimulating = true;
    m_costError.reset();
    Q_EMIT costChanged();
    m_context.workspace.jobs().start<CostData>(
        {.key = "boundaries.cost", .title = Message(CAUSEWAY_TEXT("Simulate the split “%1”"), nameOf(m_chosen).toStdString())},
        [split = m_split, data = m_data, settings = m_costSettings](const Job &job) -> Result<CostData> {
            boundaries::Assignment apart(data->data.model.classes.size());
            std::iota(apart.begin(), apart.end(), 0u);
            const boundaries::CostInput input{data->data.model, split->split, data->data.services ? &apart : nullptr};
            CAUSEWAY_ASSIGN(boundaries::SplitCost cost, boundaries::splitCost(input, settings, job));
            return std::make_shared<const boundaries::SplitCost>(std::move(cost));
        },
        this,
        [this, split = m_split](CostData cost) {
            m_isSimulating = false;
            m_cost = std::move(cost);
            m_costOf = split;
            Q_EMIT costChanged();
        },
        [this](const Error &error) {
            m_isSimulating = false;
            m_costError = error;
            Q_EMIT costChanged();
        });
}

} // namespace causeway::views
