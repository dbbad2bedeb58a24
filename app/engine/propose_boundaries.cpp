#include "app/engine/propose_boundaries.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/boundaries/embed_classes.h"
#include "app/engine/nearest.h"

namespace causeway::engine {

namespace {

using boundaries::kNoService;

constexpr std::size_t kMostSplitBytes = 64u << 20;

template <typename T>
Result<T> at(Result<T> result, const std::string &file)
{
    if (result)
        return result;
    Error error = std::move(result).error();
    if (error.where.file.empty())
        error.where.file = file;
    return failure(std::move(error));
}

// A pinned service keeps the name that the pins give it.
boundaries::Split withNames(const boundaries::ClassModel &model, boundaries::Assignment serviceOf, std::uint32_t services, const std::vector<std::string> &given)
{
    boundaries::Split split;
    split.services = boundaries::nameServices(model, serviceOf, services);
    for (std::uint32_t s = 0; s < given.size() && s < services; ++s)
        if (!given[s].empty()) {
            const auto other = std::ranges::find(split.services, given[s]);
            if (other != split.services.end())
                std::swap(*other, split.services[s]);
            split.services[s] = given[s];
        }
    split.serviceOf = std::move(serviceOf);
    for (std::uint32_t i = 0; i < split.serviceOf.size(); ++i)
        if (split.serviceOf[i] != kNoService)
            split.order.push_back(i);
    return split;
}

constexpr std::size_t kStrongest = 5;

} // namespace

boundaries::Split namedSplit(const boundaries::ClassModel &model, const boundaries::FoundSplit &found) { return withNames(model, found.serviceOf, found.services, found.names); }

namespace {

// What binds each class to those of its service.
std::vector<double> boundWithin(const boundaries::CouplingGraph &coupling, const boundaries::Assignment &serviceOf)
{
    std::vector<double> out(serviceOf.size());
    for (const boundaries::CouplingEdge &edge : coupling.edges)
        if (serviceOf[edge.a] == serviceOf[edge.b])
            for (const std::uint32_t one : {edge.a, edge.b})
                out[one] += coupling.weightOf(edge, coupling.weights);
    return out;
}

// A pin names a service that people know: what makes that service what it is, the half of its classes that is bound most to one another, is kept
// there as well. Else the name would go to whatever the pinned class is bound to.
boundaries::Demands anchored(const boundaries::CouplingGraph &coupling, boundaries::Demands demands, const boundaries::Split &meant)
{
    const std::vector<double> bound = boundWithin(coupling, meant.serviceOf);
    std::set<std::uint32_t> told(demands.utilities.begin(), demands.utilities.end());
    std::map<std::string, std::vector<std::uint32_t>> pinned;
    for (const auto &[one, service] : demands.pins) {
        told.insert(one);
        pinned[service].push_back(one);
    }
    for (const auto *pairs : {&demands.together, &demands.apart})
        for (const auto &[a, b] : *pairs)
            told.insert({a, b});
    for (const auto &[service, classes] : pinned) {
        const auto s = static_cast<std::uint32_t>(std::ranges::find(meant.services, service) - meant.services.begin());
        if (s == meant.services.size())
            continue;
        std::vector<std::uint32_t> members;
        for (std::uint32_t i = 0; i < meant.serviceOf.size(); ++i)
            if (meant.serviceOf[i] == s && std::ranges::find(classes, i) == classes.end())
                members.push_back(i);
        std::ranges::stable_sort(members, std::greater(), [&](std::uint32_t one) { return bound[one]; });
        members.resize((members.size() + 1) / 2);
        for (const std::uint32_t one : members)
            if (!told.contains(one))
                demands.pins.emplace_back(one, service);
    }
    return demands;
}

Result<ProposedSplit> proposeAsAsked(const boundaries::ClassModel &model, const boundaries::CouplingGraph &coupling, const ProposalRequest &request, const Job &job)
{
    ProposedSplit out;
    if (request.method == BoundariesRequest::Method::Metrics) {
        boundaries::SearchSettings settings;
        settings.k = request.k;
        settings.seed = request.seed;
        settings.threads = request.threads;
        settings.demands = request.demands;
        settings.mostSmall = boundaries::smallServices(static_cast<std::uint32_t>(model.classes.size()), request.k);
        CAUSEWAY_ASSIGN(boundaries::SearchResult found, boundaries::searchByMeasures(model, coupling, settings, job));
        out.split = namedSplit(model, found.best);
        out.pareto = std::move(found.pareto);
        out.byMeasures = true;
        return out;
    }
    boundaries::ProposalSettings settings;
    settings.k = request.k;
    settings.seed = request.seed;
    settings.threads = request.threads;
    settings.demands = request.demands;
    boundaries::Proposal proposal;
    if (request.k > 0) {
        CAUSEWAY_ASSIGN(boundaries::CountedProposal counted, boundaries::proposeAsMany(model, coupling, settings, job));
        proposal = std::move(counted.proposal);
        out.byMeasures = counted.byMeasures;
    } else {
        CAUSEWAY_ASSIGN(proposal, boundaries::proposeByConsensus(coupling, settings, job));
    }
    out.split = withNames(model, std::move(proposal.serviceOf), proposal.services, proposal.names);
    out.stability = std::move(proposal.stability);
    return out;
}

} // namespace

Result<ProposedSplit> proposeSplit(const boundaries::ClassModel &model, const boundaries::CouplingGraph &coupling, const ProposalRequest &request, const Job &job)
{
    if (request.demands.pins.empty())
        return proposeAsAsked(model, coupling, request, job);
    ProposalRequest kept = request;
    if (request.meant != nullptr) {
        kept.demands = anchored(coupling, request.demands, *request.meant);
    } else {
        kept.demands.pins.clear();
        CAUSEWAY_ASSIGN(const ProposedSplit free, proposeAsAsked(model, coupling, kept, job));
        kept.demands = anchored(coupling, request.demands, free.split);
    }
    return proposeAsAsked(model, coupling, kept, job);
}


ClassReasons reasonsOf(const boundaries::ClassModel &model, const boundaries::CouplingGraph &coupling, const boundaries::Split &split, std::uint32_t one)
{
    ClassReasons out;
    out.one = one;
    std::map<std::uint32_t, ServicePull> pulls;
    for (const boundaries::CouplingEdge &edge : coupling.edges) {
        if (edge.a != one && edge.b != one)
            continue;
        const std::uint32_t other = edge.a == one ? edge.b : edge.a, service = split.serviceOf[other];
        const double weight = coupling.weightOf(edge, coupling.weights);
        if (service == kNoService || weight <= 0)
            continue;
        ServicePull &pull = pulls[service];
        pull.service = service;
        pull.weight += weight;
        for (std::size_t l = 0; l < boundaries::kLayers; ++l)
            pull.byLayer[l] += coupling.weights[l] * edge.shares[l];
        pull.strongest.emplace_back(other, weight);
    }
    for (auto &[service, pull] : pulls) {
        std::ranges::stable_sort(pull.strongest, [](const auto &x, const auto &y) { return x.second > y.second; });
        if (pull.strongest.size() > kStrongest)
            pull.strongest.resize(kStrongest);
        out.pulls.push_back(std::move(pull));
    }
    std::ranges::stable_sort(out.pulls, [](const ServicePull &x, const ServicePull &y) { return x.weight > y.weight; });
    const std::uint32_t own = split.serviceOf[one];
    for (const std::uint32_t useCase : model.uses[one])
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (split.serviceOf[i] != own && split.serviceOf[i] != kNoService && std::ranges::binary_search(model.uses[i], useCase)) {
                out.useCases.push_back(useCase);
                break;
            }
    return out;
}

SplitDistance distanceOf(const boundaries::Split &own, const boundaries::Split &other)
{
    SplitDistance out;
    out.mojoFm = boundaries::mojoFm(own.serviceOf, other.serviceOf);
    out.adjustedRand = boundaries::adjustedRand(own.serviceOf, other.serviceOf);
    out.variationOfInformation = boundaries::variationOfInformation(own.serviceOf, other.serviceOf);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> both;
    for (std::size_t i = 0; i < own.serviceOf.size(); ++i)
        if (own.serviceOf[i] != kNoService && other.serviceOf[i] != kNoService)
            ++both[{own.serviceOf[i], other.serviceOf[i]}];
    std::vector<std::pair<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>>> pairs;
    for (const auto &[pair, count] : both)
        pairs.emplace_back(count, pair);
    std::ranges::stable_sort(pairs, [&](const auto &x, const auto &y) {
        const auto sameName = [&](const auto &one) { return own.services[one.second.first] == other.services[one.second.second]; };
        return x.first != y.first ? x.first > y.first : sameName(x) && !sameName(y);
    });
    std::vector<std::uint32_t> answers(own.services.size(), kNoService);
    std::vector<bool> taken(other.services.size());
    for (const auto &[count, pair] : pairs)
        if (answers[pair.first] == kNoService && !taken[pair.second]) {
            answers[pair.first] = pair.second;
            taken[pair.second] = true;
        }
    for (std::uint32_t i = 0; i < own.serviceOf.size(); ++i) {
        const std::uint32_t here = own.serviceOf[i], there = other.serviceOf[i];
        if (here == kNoService ? there != kNoService : there == kNoService || answers[here] != there)
            out.moved.emplace_back(i, there == kNoService ? std::string() : other.services[there]);
    }
    return out;
}

namespace {

void measure(BoundariesResponse &response)
{
    const boundaries::CallGraph graph = boundaries::callGraph(response.data.model);
    response.measures = boundaries::measure(response.data.model, graph, response.split.serviceOf, response.split.order, true);
    for (const std::uint32_t utility : response.demands.utilities) // in every service
        if (response.split.serviceOf[utility] == kNoService)
            response.measures.coverage += 1.0 / static_cast<double>(response.split.serviceOf.size());
    response.smWithoutSelf = boundaries::measure(response.data.model, graph, response.split.serviceOf, response.split.order, false).sm;
}

void take(BoundariesResponse &response, const KeptSplit &kept)
{
    response.split = kept.split;
    response.demands = kept.demands;
    if (!std::ranges::all_of(kept.stability, [](double one) { return std::isnan(one); }))
        response.stability = kept.stability;
}

Result<void> propose(const BoundariesRequest &request, BoundariesResponse &response, const Job &job)
{
    CAUSEWAY_ASSIGN(ProposedSplit proposed, proposeSplit(response.data.model, response.coupling, {request.method, request.k, request.seed, request.threads, response.demands, nullptr}, job));
    response.split = std::move(proposed.split);
    response.stability = std::move(proposed.stability);
    response.pareto = std::move(proposed.pareto);
    response.byMeasures = proposed.byMeasures;
    return {};
}

// From what a person made of the proposal at hand; where that helps, it is proposed anew.
Result<void> learnFrom(const BoundariesRequest &request, BoundariesResponse &response, const Job &job)
{
    CAUSEWAY_ASSIGN(const boundaries::Split corrected, readSplitFile(*request.learn, response.data.model, response.warnings));
    std::vector<std::uint32_t> kept;
    for (const auto &[one, service] : response.demands.pins)
        kept.push_back(one);
    LearnedFrom learned;
    CAUSEWAY_ASSIGN(learned.weights, at(boundaries::learnWeights(response.coupling, boundaries::judgedClasses(response.split.serviceOf, corrected.serviceOf, kept)), *request.learn));
    learned.used = learned.weights.better();
    response.learned = learned;
    if (!learned.used)
        return {};
    for (std::size_t l = 0; l < boundaries::kLayers; ++l)
        response.coupling.weights[l] = learned.weights.weights[l];
    response.split = {};
    return propose(request, response, job);
}

} // namespace

Result<boundaries::CouplingGraph> coupleClasses(ClassData &data, const boundaries::LayerWeights &weights, std::uint64_t seed, const Job &job)
{
    if (weights[static_cast<std::size_t>(boundaries::Layer::Embedding)] > 0 && data.model.closeness.empty()) {
        CAUSEWAY_ASSIGN(data.model.closeness, boundaries::embedClasses(data.model, 0, seed, job));
    }
    return boundaries::coupling(data.model, weights);
}

BoundariesResponse describeSplit(ClassData data, boundaries::CouplingGraph coupling, const KeptSplit &kept)
{
    BoundariesResponse response;
    response.data = std::move(data);
    response.coupling = std::move(coupling);
    take(response, kept);
    measure(response);
    return response;
}

Result<BoundariesResponse> proposeBoundaries(const BoundariesRequest &request, const Job &job)
{
    BoundariesResponse response;
    CAUSEWAY_ASSIGN(response.data, readClassData(request.path, job));
    const boundaries::ClassModel &model = response.data.model;
    if (request.pins) {
        CAUSEWAY_ASSIGN(const std::string bytes, readWholeFile(*request.pins, kMostSplitBytes));
        CAUSEWAY_ASSIGN(response.demands, at(boundaries::readDemands(model, bytes), *request.pins));
        if (!response.demands.unknown.empty())
            response.warnings.push_back(unknownClasses(response.demands.unknown, model, *request.pins));
    }
    CAUSEWAY_ASSIGN(response.coupling, coupleClasses(response.data, request.weights, request.seed, job));
    if (request.score) {
        CAUSEWAY_ASSIGN(response.split, readSplitFile(*request.score, model, response.warnings));
    } else if (request.kept) {
        CAUSEWAY_ASSIGN(const auto project, storage::Project::open(request.path, storage::Project::Mode::OpenExisting));
        CAUSEWAY_ASSIGN(const SplitId id, findSplit(*project, *request.kept));
        CAUSEWAY_ASSIGN(const storage::StoredSplit stored, storage::SplitStore(*project).get(id));
        CAUSEWAY_ASSIGN(const KeptSplit kept, readKeptSplit(stored, model));
        take(response, kept);
    } else {
        CAUSEWAY_TRY(propose(request, response, job));
        if (request.learn)
            CAUSEWAY_TRY(learnFrom(request, response, job));
    }
    measure(response);
    if (request.compare) {
        CAUSEWAY_ASSIGN(const boundaries::Split other, readSplitFile(*request.compare, model, response.warnings));
        response.distance = distanceOf(response.split, other);
    }
    if (request.why) {
        const auto found = model.find(*request.why);
        if (!found) {
            const std::string near = nearest(*request.why, model.classes);
            return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no class “%1”"), *request.why), {}, near.empty() ? Message() : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
        }
        response.why = reasonsOf(model, response.coupling, response.split, *found);
    }
    if (request.order)
        response.order = boundaries::extractionOrder(model, response.split);
    if (request.cost || request.costIfKnown) {
        boundaries::CostSettings settings = request.costs;
        settings.seed = request.seed;
        settings.threads = request.threads;
        boundaries::Assignment apart(model.classes.size());
        for (std::uint32_t i = 0; i < apart.size(); ++i)
            apart[i] = i;
        const boundaries::CostInput input{model, response.split, response.data.services ? &apart : nullptr, response.demands.utilities};
        auto cost = boundaries::splitCost(input, settings, job);
        if (cost)
            response.cost = std::move(*cost);
        else if (request.cost || cost.error().code == ErrorCode::Cancelled)
            return failure(std::move(cost).error());
        else
            response.noCost = std::move(cost).error();
    }
    return response;
}

} // namespace causeway::engine
