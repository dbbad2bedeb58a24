// Proposals, as variants of the project.

#include <algorithm>
#include <array>
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
const std::string kByConsensus = "consensus", kByMeasures = "metrics";
constexpr std::array<const char *, 3> kViews{"all", "business logic", "natural seams"}; // of Start

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
    if (method == m_method && !byEmbedding())
        return;
    if (byEmbedding())
        m_weights = weightsOf(m_start);
    m_method = method;
    turned(kTurnedMs);
}

void BoundaryDesk::setByEmbedding()
{
    if (byEmbedding())
        return;
    m_method = Method::Consensus;
    m_weights = withWeights({{Layer::Embedding, 1}}, 0);
    turned(kTurnedMs);
}

bool BoundaryDesk::byEmbedding() const { return m_method == Method::Consensus && m_weights == withWeights({{Layer::Embedding, 1}}, 0); }

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
            known->asked = weights;
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
        [this, project = m_project, before = m_data, recipe = recipe(), name = proposalName()](Proposed proposed) {
            if (project != m_project)
                return;
            m_isProposing = false;
            if (recipe.method == kByMeasures)
                m_pareto = std::move(proposed.pareto);
            Q_EMIT settingsChanged();
            if (m_data == nullptr || before->read != m_data->read) { // other classes were read meanwhile: what was asked for is to be had of them
                propose();
                return;
            }
            takeCoupling(std::move(proposed.data));
            proposed.kept.made.recipe = recipe;
            keepProposal(std::move(proposed.kept), tr("%1, %2 services").arg(name, text::number(static_cast<std::int64_t>(proposed.kept.split.services.size()))));
        },
        [this, project = m_project, number = ++m_proposals](const Error &error) {
            if (project == m_project) {
                m_isProposing = false;
                if (number == m_proposals)
                    takeRecipe(); // what was asked for is not what is shown
                Q_EMIT settingsChanged();
            }
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
        });
}

QString BoundaryDesk::proposalName() const
{
    return m_method == Method::Metrics ? tr("By measures") : byEmbedding() ? tr("Embedding") : m_start == Start::All ? tr("Consensus") : m_start == Start::BusinessLogic ? tr("Business logic") : tr("Natural seams");
}

engine::SplitRecipe BoundaryDesk::recipe() const { return {kViews[static_cast<std::size_t>(m_start)], m_method == Method::Metrics ? kByMeasures : kByConsensus, m_k, m_weights}; }

// Where it is not kept with the chosen split, its name tells the view; else all that is known is looked at.
void BoundaryDesk::takeRecipe()
{
    const engine::SplitRow *chosen = row(m_chosen);
    if (chosen == nullptr || m_isProposing || m_turnWanted) // what is asked for comes, and is chosen then
        return;
    const engine::SplitMaking made = engine::makingOf(chosen->stored.pins);
    Start start = Start::All;
    Method method = Method::Consensus;
    std::uint32_t k = 0;
    LayerWeights weights = weightsOf(start);
    if (made.recipe) {
        if (const auto view = std::ranges::find(kViews, made.recipe->view); view != kViews.end())
            start = static_cast<Start>(view - kViews.begin());
        method = made.recipe->method == kByMeasures ? Method::Metrics : Method::Consensus;
        k = made.recipe->k;
        weights = made.recipe->weights;
    } else if (const QString name = text::fromBytes(chosen->stored.name); name.startsWith(tr("By measures")))
        method = Method::Metrics;
    else if (name.startsWith(tr("Business logic")) || name.startsWith(tr("Natural seams"))) {
        start = name.startsWith(tr("Business logic")) ? Start::BusinessLogic : Start::NaturalSeams;
        weights = weightsOf(start);
    }
    if (start != m_start || method != m_method || k != m_k || weights != m_weights) {
        m_start = start;
        m_method = method;
        m_k = k;
        m_weights = weights;
        Q_EMIT settingsChanged();
    }
    couple();
}

// The classes by the weights that the chosen split was proposed by.
void BoundaryDesk::couple()
{
    if (m_data == nullptr || m_isProposing || m_turnWanted)
        return;
    m_context.workspace.jobs().cancelKey("boundaries.couple");
    if (m_data->asked == m_weights)
        return;
    m_context.workspace.jobs().start<BoundaryDataPtr>(
        {.key = "boundaries.couple", .title = Message(CAUSEWAY_TEXT("Weigh what binds classes")), .quiet = true},
        [data = m_data, weights = m_weights](const Job &job) -> Result<BoundaryDataPtr> {
            auto known = std::make_shared<BoundaryData>(*data);
            CAUSEWAY_ASSIGN(known->coupling, engine::coupleClasses(known->data, weights, 1, job));
            known->asked = weights;
            return BoundaryDataPtr(std::move(known));
        },
        this,
        [this](BoundaryDataPtr data) {
            if (m_data != nullptr && m_data->read == data->read && data->asked == m_weights)
                takeCoupling(std::move(data));
        });
}

void BoundaryDesk::takeCoupling(BoundaryDataPtr data)
{
    if (m_data->asked == data->asked)
        return;
    m_data = std::move(data);
    m_scorer.reset();
    if (m_split != nullptr) {
        findElsewhere();
        Q_EMIT splitChanged();
    }
    explain();
}

// The variant that was proposed last and not touched since is replaced, so that turning a slider leaves one behind. What is there already is chosen.
void BoundaryDesk::keepProposal(KeptSplit kept, const QString &name)
{
    struct Kept {
        SplitId id = 0;
        storage::EditNumber edit = 0;
        std::string classes, pins;
    };
    kept.made.name = name.toStdString();
    kept.made.proposed = true;
    const std::string classes = engine::classesJson(kept, m_data->data.model), pins = engine::withMaking(engine::pinsJson(kept, m_data->data.model), {});
    const auto same = std::ranges::find_if(m_rows, [&](const engine::SplitRow &one) { return one.stored.classes == classes && engine::withMaking(one.stored.pins, {}) == pins && engine::makingOf(one.stored.pins).recipe == kept.made.recipe; });
    if (same != m_rows.end() && m_saving == 0 && m_wanted == 0) {
        if (same->stored.id != m_proposed)
            m_proposed = 0;
        choose(same->stored.id);
        return;
    }
    const bool mayReplace = row(m_proposed) != nullptr && m_chosen == m_proposed && m_saving == 0;
    const SplitId parent = m_split != nullptr && !(kept.demands.pins.empty() && kept.demands.together.empty() && kept.demands.apart.empty() && kept.demands.utilities.empty()) ? m_chosen : 0;
    m_context.workspace.jobs().start<Kept>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Keep a proposal")), .quiet = true, .lane = workspace::JobOptions::Lane::Edits},
        [project = m_project, data = m_data, kept = std::move(kept), name = name.toStdString(), id = m_proposed, mayReplace, parent, classesBefore = m_proposedClasses, pinsBefore = m_proposedPins](const Job &) -> Result<Kept> {
            Kept out;
            out.classes = engine::classesJson(kept, data->data.model);
            out.pins = engine::pinsJson(kept, data->data.model);
            bool replaces = mayReplace;
            if (replaces) {
                CAUSEWAY_ASSIGN(replaces, engine::isUntouched(*project, id, classesBefore, pinsBefore));
            }
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
            m_proposedPins = saved.pins;
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
    kept.made.recipe = recipe();
    kept.made.recipe->method = kByMeasures;
    keepProposal(std::move(kept), tr("By measures, %1 services, ICP %2").arg(text::number(static_cast<std::int64_t>(m_pareto[index].services)), text::number(m_pareto[index].measures.icp, 3)));
}

} // namespace causeway::views
