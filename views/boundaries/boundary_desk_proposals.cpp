// Proposals, as variants of the project.

#include <algorithm>
#include <limits>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"
#include "views/text/text.h"

namespace causeway::views {

using boundaries::Layer;
using boundaries::LayerWeights;
using engine::KeptSplit;
using Method = engine::BoundariesRequest::Method;

namespace {

constexpr int kTurnedMs = 400; // that nothing is turned, before it is proposed
constexpr int kKeyMs = 150;    // after the last key of a slider

struct Proposed {
    BoundaryDataPtr data;
    KeptSplit kept;
    std::vector<boundaries::FoundSplit> pareto;
};

// Weights of some layers; those of the others are what is told.
LayerWeights withWeights(std::initializer_list<std::pair<Layer, double>> some, double others)
{
    LayerWeights out;
    out.fill(others);
    for (const auto &[layer, weight] : some)
        out[static_cast<std::size_t>(layer)] = weight;
    return out;
}

} // namespace

LayerWeights BoundaryDesk::weightsOf(Start start)
{
    switch (start) {
    case Start::BusinessLogic: return withWeights({{Layer::Calls, 1}, {Layer::UseCases, 1}, {Layer::Tables, 0.5}}, 0);
    case Start::NaturalSeams: return withWeights({{Layer::References, 1}, {Layer::Names, 0.75}, {Layer::Packages, 2}, {Layer::Terms, 0.25}, {Layer::CoChange, 0.25}, {Layer::Tables, 0.5}}, 0);
    case Start::All: break;
    }
    return boundaries::kDefaultWeights;
}

// What is being proposed was asked for before: its answer would come between.
void BoundaryDesk::turned(int ms)
{
    m_context.workspace.jobs().cancelKey("boundaries.propose");
    m_isProposing = false;
    Q_EMIT settingsChanged();
    if (m_data == nullptr)
        return;
    m_turnWanted = true;
    m_turned.stop();
    if (!m_turningHeld)
        m_turned.start(ms);
}

void BoundaryDesk::holdTurning(bool held)
{
    m_turningHeld = held;
    if (held)
        m_turned.stop();
    else if (m_turnWanted)
        m_turned.start(0);
}

void BoundaryDesk::setStart(Start start)
{
    if (start == m_start && m_weights == weightsOf(start))
        return;
    m_start = start;
    m_weights = weightsOf(start);
    turned(kTurnedMs);
}

void BoundaryDesk::setWeights(const LayerWeights &weights)
{
    if (weights == m_weights)
        return;
    m_weights = weights;
    turned(kTurnedMs);
}

void BoundaryDesk::setK(std::uint32_t k)
{
    if (k == m_k)
        return;
    m_k = k;
    turned(kKeyMs);
}

void BoundaryDesk::setMethod(Method method)
{
    if (method == m_method)
        return;
    m_method = method;
    turned(kTurnedMs);
}

void BoundaryDesk::stopProposing() { m_context.workspace.jobs().cancel(m_proposing); }

void BoundaryDesk::propose()
{
    m_turned.stop();
    m_turnWanted = false;
    m_proposeWanted = m_project != nullptr && m_data == nullptr && m_isReading;
    if (m_project == nullptr || m_data == nullptr)
        return;
    m_isProposing = true;
    Q_EMIT settingsChanged();
    engine::ProposalRequest request;
    request.method = m_method;
    request.k = m_k;
    if (m_split != nullptr)
        request.demands = m_split->demands;
    m_proposing = m_context.workspace.jobs().start<Proposed>(
        {.key = "boundaries.propose", .title = Message(CAUSEWAY_TEXT("Propose services"))},
        [request, data = m_data, weights = m_weights, pinned = m_split](const Job &job) mutable -> Result<Proposed> {
            request.meant = pinned != nullptr ? &pinned->split : nullptr; // by its names people pinned
            auto known = std::make_shared<BoundaryData>(*data);
            CAUSEWAY_ASSIGN(known->coupling, engine::coupleClasses(known->data, weights, request.seed, job));
            const LayerWeights &used = known->coupling.weights;
            if (std::ranges::all_of(used, [](double weight) { return weight <= 0; }))
                return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("Nothing can be proposed by this view")), Message(CAUSEWAY_TEXT("the project has nothing of the layers that it counts")),
                               Message(CAUSEWAY_TEXT("Choose another starting view, or import what is missing.")));
            Proposed out;
            CAUSEWAY_ASSIGN(engine::ProposedSplit proposed, engine::proposeSplit(known->data.model, known->coupling, request, job));
            out.data = std::move(known);
            out.kept.split = std::move(proposed.split);
            out.kept.demands = request.demands;
            out.kept.stability = std::move(proposed.stability);
            out.kept.stability.resize(out.data->data.model.classes.size(), std::numeric_limits<double>::quiet_NaN());
            out.pareto = std::move(proposed.pareto);
            return out;
        },
        this,
        [this, project = m_project, before = m_data, method = request.method, start = m_start](Proposed proposed) {
            if (project != m_project)
                return;
            m_isProposing = false;
            if (method == Method::Metrics)
                m_pareto = std::move(proposed.pareto);
            Q_EMIT settingsChanged();
            if (before != m_data) { // other classes were read meanwhile: what was asked for is to be had of them
                propose();
                return;
            }
            if (m_data->coupling.weights != proposed.data->coupling.weights) {
                m_data = std::move(proposed.data);
                m_scorer.reset();
                if (m_split != nullptr)
                    findElsewhere();
                explain();
            }
            const QString view = method == Method::Metrics ? tr("By measures") : start == Start::All ? tr("Consensus") : start == Start::BusinessLogic ? tr("Business logic") : tr("Natural seams");
            const QString name = tr("%1, %2 services").arg(view, text::number(static_cast<std::int64_t>(proposed.kept.split.services.size())));
            keepProposal(std::move(proposed.kept), name);
        },
        [this, project = m_project](const Error &error) {
            if (project == m_project) {
                m_isProposing = false;
                Q_EMIT settingsChanged();
            }
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
        });
}

// The variant that was proposed last and not touched since is replaced, so that turning a slider leaves one behind. What is there already is chosen.
void BoundaryDesk::keepProposal(KeptSplit kept, const QString &name)
{
    struct Kept {
        SplitId id = 0;
        storage::EditNumber edit = 0;
        std::string classes;
    };
    kept.made = {name.toStdString(), true};
    const std::string classes = engine::classesJson(kept, m_data->data.model), pins = engine::withMaking(engine::pinsJson(kept, m_data->data.model), {});
    const auto same = std::ranges::find_if(m_rows, [&](const engine::SplitRow &one) { return one.stored.classes == classes && engine::withMaking(one.stored.pins, {}) == pins; });
    if (same != m_rows.end() && m_saving == 0 && m_wanted == 0) {
        if (same->stored.id != m_proposed)
            m_proposed = 0;
        choose(same->stored.id);
        return;
    }
    const engine::SplitRow *last = row(m_proposed);
    const bool replaces = last != nullptr && m_chosen == m_proposed && last->stored.classes == m_proposedClasses && m_saving == 0;
    const SplitId parent = m_split != nullptr && !(kept.demands.pins.empty() && kept.demands.together.empty() && kept.demands.apart.empty() && kept.demands.utilities.empty()) ? m_chosen : 0;
    m_context.workspace.jobs().start<Kept>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Keep a proposal")), .quiet = true, .lane = workspace::JobOptions::Lane::Edits},
        [project = m_project, data = m_data, kept = std::move(kept), name = name.toStdString(), id = m_proposed, replaces, parent](const Job &) -> Result<Kept> {
            Kept out;
            out.classes = engine::classesJson(kept, data->data.model);
            if (replaces) {
                out.id = id;
                CAUSEWAY_ASSIGN(out.edit, engine::changeSplit(*project, id, kept, data->data.model, "Propose", name));
                return out;
            }
            CAUSEWAY_ASSIGN(const engine::SavedSplit saved, engine::keepSplit(*project, parent, name, kept, data->data.model, {}));
            out.id = saved.id;
            out.edit = saved.edit;
            return out;
        },
        this,
        [this, project = m_project](const Kept &saved) {
            if (project != m_project)
                return;
            m_proposed = m_wanted = saved.id;
            m_proposedClasses = saved.classes;
            edited({}, saved.edit);
        });
}

void BoundaryDesk::takePareto(std::size_t index)
{
    if (m_data == nullptr || index >= m_pareto.size() || m_pareto[index].serviceOf.size() != m_data->data.model.classes.size())
        return;
    KeptSplit kept;
    kept.split = engine::namedSplit(m_data->data.model, m_pareto[index]);
    kept.stability.assign(kept.split.serviceOf.size(), std::numeric_limits<double>::quiet_NaN());
    if (m_split != nullptr)
        kept.demands = m_split->demands;
    m_proposed = 0; // another one stays beside it
    keepProposal(std::move(kept), tr("By measures, %1 services, ICP %2").arg(text::number(static_cast<std::int64_t>(m_pareto[index].services)), text::number(m_pareto[index].measures.icp, 3)));
}

} // namespace causeway::views
