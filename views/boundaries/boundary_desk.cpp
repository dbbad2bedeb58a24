#include "views/boundaries/boundary_desk.h"

#include <algorithm>
#include <limits>

#include "analysis/boundaries/class_names.h"
#include "app/engine/class_evidence.h"
#include "app/workspace/undo_history.h"
#include "app/workspace/workspace.h"
#include "views/shell/settings.h"
#include "views/text/text.h"

namespace causeway::views {

using boundaries::kNoService;
using engine::KeptSplit;
using engine::SplitRow;
using workspace::Workspace;

namespace {

// What a job read of the chosen split and of the one that it is held against.
struct Loaded {
    SplitData split, compared;
    std::optional<Error> error;
    std::optional<boundaries::Measures> comparedMeasures;
};

struct Told {
    std::optional<engine::SplitDistance> distance;
    std::vector<boundaries::Extraction> order;
};

// The one that came back or became another; what is new besides is told by its number. 0: none, or it is the chosen one.
SplitId changedSplit(const std::vector<SplitRow> &before, const std::vector<SplitRow> &now, SplitId chosen)
{
    SplitId out = 0;
    for (const SplitRow &row : now) {
        const auto known = std::ranges::find(before, row.stored.id, [](const SplitRow &one) { return one.stored.id; });
        if (known != before.end() && known->stored == row.stored)
            continue;
        if (row.stored.id == chosen)
            return 0;
        out = row.stored.id;
    }
    return out;
}

} // namespace

BoundaryDesk::BoundaryDesk(ViewContext context, QObject *parent) : QObject(parent), m_context(context), m_weights(weightsOf(Start::All))
{
    Workspace &workspace = context.workspace;
    connect(&workspace, &Workspace::projectChanged, this, [this] {
        readData();
        readTree();
    });
    connect(&workspace, &Workspace::labelsChanged, this, &BoundaryDesk::readTree); // tells of every edit
    connect(&workspace, &Workspace::dataChanged, this, [this] {
        m_dataWanted = true;
        readData();
    });
    connect(&workspace.undo(), &workspace::UndoHistory::applied, this, [this](const std::string &kind) {
        if (kind.starts_with("split"))
            expectUndone();
    });
    m_turned.setSingleShot(true);
    connect(&m_turned, &QTimer::timeout, this, &BoundaryDesk::propose);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &BoundaryDesk::simulate);
    readTree();
}

BoundaryDesk::~BoundaryDesk() = default;

void BoundaryDesk::setWatching(bool watching)
{
    m_watching = watching;
    if (!watching)
        return;
    readData();
    rest();
}

void BoundaryDesk::forget()
{
    m_turned.stop();
    m_rest.stop();
    m_context.workspace.jobs().cancelKey("boundaries.cost");
    m_data = nullptr;
    m_dataError.reset();
    m_splitError.reset();
    m_costError.reset();
    m_isProposing = m_isSolving = m_isSimulating = m_isReading = m_proposeWanted = m_turnWanted = false;
    m_undoneExpected = false;
    m_forking.reset();
    m_costs.clear();
    m_comparedCost = nullptr;
    m_comparedAsked = nullptr;
    m_pareto.clear();
    m_learned.reset();
    m_proposed = m_chosen = m_setCompared = m_wanted = 0;
    m_rows.clear();
    m_isRead = m_treeRead = false;
    m_saving = 0;
    m_selected.clear();
    m_cost = nullptr;
    m_costOf = m_costAsked = nullptr;
    takeSplit(nullptr, nullptr, std::nullopt);
}

// Classes are read when somebody looks: of traces that takes a while.
void BoundaryDesk::readData()
{
    const auto project = m_context.workspace.data().project;
    if (project != m_project) {
        m_project = project;
        m_dataWanted = true;
        forget();
        if (project != nullptr)
            readKept();
        for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::treeChanged, &BoundaryDesk::settingsChanged, &BoundaryDesk::selectionChanged, &BoundaryDesk::costChanged})
            Q_EMIT(this->*signal)();
    }
    if (project == nullptr || !m_watching || !m_dataWanted)
        return;
    m_dataWanted = false;
    m_isReading = true;
    const auto ended = [this, project] {
        m_isReading = false;
        m_isRead = true;
        return project == m_project;
    };
    m_context.workspace.jobs().start<BoundaryDataPtr>(
        {.key = "boundaries.data", .title = Message(CAUSEWAY_TEXT("Read what is known of classes"))},
        [project, weights = m_weights, number = ++m_reads](const Job &job) -> Result<BoundaryDataPtr> {
            auto out = std::make_shared<BoundaryData>();
            out->read = number;
            CAUSEWAY_ASSIGN(out->data, engine::readClassData(*project, job));
            out->graph = boundaries::callGraph(out->data.model);
            CAUSEWAY_ASSIGN(out->coupling, engine::coupleClasses(out->data, weights, 1, job));
            out->asked = weights;
            return BoundaryDataPtr(std::move(out));
        },
        this,
        [this, ended](BoundaryDataPtr data) {
            if (!ended())
                return;
            m_dataError.reset();
            m_data = std::move(data);
            m_selected.clear();
            m_scorer.reset();
            m_context.workspace.jobs().cancelKey("boundaries.cost");
            m_isSimulating = false;
            m_costs.clear();
            takeSplit(nullptr, nullptr, std::nullopt); // its numbers are those of the classes before
            Q_EMIT dataChanged();
            Q_EMIT selectionChanged();
            load();
            if (std::exchange(m_proposeWanted, false))
                propose();
            else
                couple(); // a split may have been chosen meanwhile
        },
        [this, ended](const Error &error) {
            if (!ended())
                return;
            m_data = nullptr;
            m_dataError = error;
            m_selected.clear();
            takeSplit(nullptr, nullptr, std::nullopt);
            Q_EMIT dataChanged();
            Q_EMIT selectionChanged();
        });
}

void BoundaryDesk::readTree()
{
    const auto project = m_context.workspace.data().project;
    if (project != m_project)
        readData();
    if (project == nullptr)
        return;
    m_context.workspace.jobs().start<std::vector<SplitRow>>(
        {.key = "boundaries.tree", .title = Message(CAUSEWAY_TEXT("Read the splits")), .quiet = true}, [project](const Job &) { return engine::listSplits(*project); }, this,
        [this, project](std::vector<SplitRow> rows) {
            if (project != m_project)
                return;
            const SplitRow *before = row(m_chosen);
            const SplitId parent = before == nullptr ? 0 : before->parent;
            if (std::exchange(m_undoneExpected, false) && m_treeRead && m_saving == 0 && m_wanted == 0)
                m_wanted = changedSplit(m_rows, rows, m_chosen);
            m_rows = std::move(rows);
            if (!m_treeRead && row(m_wanted) == nullptr) // what was chosen the last time is gone
                m_wanted = 0;
            m_treeRead = true;
            if (m_forking != nullptr && row(*m_forking) != nullptr) { // what is seen already is in the tree now
                m_chosen = *m_forking; // made by what its proposal was made by
                m_forking.reset();
                m_context.settings.setValue(keptKey("chosen"), qint64{m_chosen});
            }
            // What is chosen stays; where it is gone its parent is, else the newest.
            SplitId wanted = row(m_wanted) != nullptr ? std::exchange(m_wanted, 0) : m_chosen;
            if (row(wanted) == nullptr)
                wanted = parent;
            if (row(wanted) == nullptr)
                wanted = m_rows.empty() ? 0 : std::ranges::max_element(m_rows, {}, [](const SplitRow &one) { return one.stored.id; })->stored.id;
            if (wanted != m_chosen)
                choose(wanted);
            else {
                Q_EMIT treeChanged();
                load();
            }
        });
}

const SplitRow *BoundaryDesk::row(SplitId id) const
{
    const auto found = std::ranges::find(m_rows, id, [](const SplitRow &row) { return row.stored.id; });
    return found == m_rows.end() ? nullptr : &*found;
}

QString BoundaryDesk::nameOf(SplitId id) const
{
    const SplitRow *found = row(id);
    return found == nullptr ? QString() : text::fromBytes(found->stored.name);
}

void BoundaryDesk::choose(SplitId id)
{
    if (row(id) == nullptr)
        id = 0;
    if (id != m_chosen) {
        m_chosen = id;
        m_forking.reset();
        if (id != 0)
            m_context.settings.setValue(keptKey("chosen"), qint64{id});
        m_splitError.reset();
        takeSplit(nullptr, nullptr, std::nullopt);
        takeRecipe();
    }
    Q_EMIT treeChanged();
    load();
}

void BoundaryDesk::expectUndone() { m_undoneExpected = true; }

SplitId BoundaryDesk::comparedId() const
{
    if (m_setCompared != 0 && m_setCompared != m_chosen && row(m_setCompared) != nullptr)
        return m_setCompared;
    if (m_forking != nullptr)
        return m_chosen; // of what is seen: it is a fork of that
    const SplitRow *at = row(m_chosen);
    return at == nullptr ? 0 : at->parent;
}

void BoundaryDesk::setCompared(SplitId id)
{
    if (id == m_setCompared)
        return;
    m_setCompared = id;
    m_context.settings.setValue(keptKey("compared"), qint64{id});
    Q_EMIT treeChanged();
    load();
}

// The chosen split and the one that it is held against, as they are in the tree.
void BoundaryDesk::load()
{
    if (m_forking != nullptr) // what is seen is newer than what is in the tree
        return;
    const SplitRow *chosen = row(m_chosen), *compared = row(comparedId());
    if (chosen == nullptr || m_data == nullptr) {
        m_context.workspace.jobs().cancelKey("boundaries.load");
        if (m_split != nullptr)
            takeSplit(nullptr, nullptr, std::nullopt);
        return;
    }
    m_context.workspace.jobs().start<Loaded>(
        {.key = "boundaries.load", .title = Message(CAUSEWAY_TEXT("Read a split")), .quiet = true},
        [stored = chosen->stored, other = compared == nullptr ? std::optional<storage::StoredSplit>() : compared->stored, split = m_split, held = m_compared, data = m_data](const Job &) -> Result<Loaded> {
            const boundaries::ClassModel &model = data->data.model;
            // What is the same as before stays the same, and so does what is told of it.
            const auto take = [&](const storage::StoredSplit &of) -> Result<SplitData> {
                for (const SplitData &known : {split, held})
                    if (known != nullptr && engine::classesJson(*known, model) == of.classes && engine::pinsJson(*known, model) == of.pins)
                        return known;
                CAUSEWAY_ASSIGN(KeptSplit kept, engine::readKeptSplit(of, model));
                return std::make_shared<const KeptSplit>(std::move(kept));
            };
            Loaded out;
            if (other) {
                out.compared = take(*other).value_or(nullptr); // what is wrong with it is told where it is chosen
                if (out.compared != nullptr)
                    out.comparedMeasures = boundaries::measure(model, data->graph, out.compared->split.serviceOf, out.compared->split.order, false);
            }
            if (auto own = take(stored))
                out.split = *std::move(own);
            else
                out.error = std::move(own).error();
            return out;
        },
        this,
        [this, id = m_chosen, data = m_data](Loaded loaded) {
            if (id != m_chosen || m_forking != nullptr)
                return;
            if (data != m_data) {
                load(); // what its numbers mean may be something else now
                return;
            }
            m_splitError = std::move(loaded.error);
            takeSplit(m_saving > 0 && m_split != nullptr ? m_split : std::move(loaded.split), std::move(loaded.compared), loaded.comparedMeasures); // what is being saved is newer
        });
}

void BoundaryDesk::takeSplit(SplitData split, SplitData compared, std::optional<boundaries::Measures> comparedMeasures)
{
    const bool other = split != m_split, otherCompared = compared != m_compared;
    m_split = std::move(split);
    m_compared = std::move(compared);
    m_comparedMeasures = std::move(comparedMeasures);
    if (other)
        measureSplit();
    if (otherCompared || m_compared == nullptr) {
        m_distance.reset();
        m_latency.compared.reset();
        m_solved = nullptr;
    }
    if (other || otherCompared) {
        m_comparedCost = knownCost(m_compared);
        if (CostData known = knownCost(m_split)) {
            m_cost = std::move(known);
            m_costOf = m_costAsked = m_split;
            m_costStale = false;
            m_costError.reset();
        }
    }
    Q_EMIT splitChanged();
    if (other)
        explain();
    if (other || otherCompared) {
        Q_EMIT previewChanged();
        Q_EMIT costChanged(); // isCostOfNow()
        solve();
        rest();
    }
    if (other || otherCompared)
        tell();
}

// What is known at once of m_split.
void BoundaryDesk::measureSplit()
{
    m_scorer.reset();
    m_preview.reset();
    m_dragged.clear();
    m_measures.reset();
    m_solved = nullptr;
    m_latency.split.reset();
    m_latency.preview.reset();
    m_pinned.clear();
    m_utility.clear();
    m_order.clear(); // its services are those of the split before
    m_elsewhere.clear();
    if (m_split == nullptr || m_data == nullptr) {
        m_latency = {};
        m_order.clear();
        m_distance.reset();
        return;
    }
    m_measures = boundaries::measure(m_data->data.model, m_data->graph, m_split->split.serviceOf, m_split->split.order, false);
    m_pinned.assign(m_split->split.serviceOf.size(), false);
    m_utility = m_pinned;
    for (const auto &[one, service] : m_split->demands.pins)
        m_pinned[one] = true;
    for (const std::uint32_t one : m_split->demands.utilities)
        m_utility[one] = true;
    findElsewhere();
}

void BoundaryDesk::tell()
{
    if (m_split == nullptr || m_data == nullptr)
        return;
    m_context.workspace.jobs().start<Told>(
        {.key = "boundaries.tell", .title = Message(CAUSEWAY_TEXT("Compare splits")), .quiet = true},
        [split = m_split, compared = m_compared, data = m_data](const Job &) -> Result<Told> {
            Told out;
            if (compared != nullptr)
                out.distance = engine::distanceOf(split->split, compared->split);
            out.order = boundaries::extractionOrder(data->data.model, split->split);
            return out;
        },
        this,
        [this, split = m_split, compared = m_compared](Told told) {
            if (split != m_split || compared != m_compared)
                return;
            m_distance = std::move(told.distance);
            m_order = std::move(told.order);
            Q_EMIT splitChanged();
        });
}

void BoundaryDesk::select(std::vector<std::uint32_t> classes)
{
    std::ranges::sort(classes);
    classes.erase(std::ranges::unique(classes).begin(), classes.end());
    if (m_data == nullptr)
        classes.clear();
    else
        std::erase_if(classes, [&](std::uint32_t one) { return one >= m_data->data.model.classes.size(); });
    if (classes == m_selected)
        return;
    m_selected = std::move(classes);
    explain();
}

void BoundaryDesk::explain()
{
    m_reasons.reset();
    if (m_data != nullptr && m_split != nullptr && !m_selected.empty())
        m_reasons = engine::reasonsOf(m_data->data.model, m_data->coupling, m_split->split, m_selected.front());
    Q_EMIT selectionChanged();
}

void BoundaryDesk::findElsewhere()
{
    const boundaries::Assignment &serviceOf = m_split->split.serviceOf;
    const std::vector<engine::ClassEvidence> evidence = engine::classEvidence(m_data->coupling, m_split->split);
    std::vector<std::uint32_t> sizes(m_split->split.services.size());
    for (const std::uint32_t s : serviceOf)
        if (s != kNoService)
            ++sizes[s];
    m_elsewhere.assign(serviceOf.size(), std::nullopt);
    for (std::uint32_t i = 0; i < serviceOf.size(); ++i)
        if (const engine::ClassEvidence &one = evidence[i]; serviceOf[i] != kNoService && sizes[serviceOf[i]] > 1 && one.rival != kNoService && one.rivalShare >= kFarMore * one.own)
            m_elsewhere[i] = Elsewhere{one.rival, one.own > 0 ? one.rivalShare / one.own : std::numeric_limits<double>::infinity()};
}

std::optional<BoundaryDesk::Elsewhere> BoundaryDesk::boundElsewhere(std::uint32_t one) const { return one < m_elsewhere.size() ? m_elsewhere[one] : std::nullopt; }

bool BoundaryDesk::isPinned(std::uint32_t one) const { return one < m_pinned.size() && m_pinned[one]; }
bool BoundaryDesk::isUtility(std::uint32_t one) const { return one < m_utility.size() && m_utility[one]; }
const engine::SplitMaking::Moved *BoundaryDesk::movedOf(std::uint32_t one) const
{
    if (m_split == nullptr || m_data == nullptr || one >= m_data->data.model.classes.size())
        return nullptr;
    const auto found = m_split->made.moved.find(m_data->data.model.classes[one]);
    return found == m_split->made.moved.end() ? nullptr : &found->second;
}
bool BoundaryDesk::wasSeen(std::uint32_t one) const { return m_data == nullptr || !m_data->data.model.observed || m_data->data.model.seen[one]; }

QString BoundaryDesk::className(std::uint32_t one) const { return m_data == nullptr ? QString() : text::fromBytes(boundaries::shortName(m_data->data.model.classes[one])); }

QString BoundaryDesk::serviceName(std::uint32_t service) const
{
    if (service == kNewService)
        return tr("a new service");
    return m_split == nullptr || service >= m_split->split.services.size() ? (m_data != nullptr && m_data->data.services ? tr("in no box") : tr("in no service")) : text::fromBytes(m_split->split.services[service]);
}

engine::BoundariesResponse BoundaryDesk::response() const
{
    engine::BoundariesResponse out = engine::describeSplit(m_data->data, m_data->coupling, *m_split);
    out.why = m_reasons;
    out.order = m_order;
    out.distance = m_distance;
    out.pareto = m_pareto;
    if (isCostOfNow())
        out.cost = *m_cost;
    return out;
}

} // namespace causeway::views
