#include "app/engine/propose_boundaries.h"

#include <algorithm>

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

Error unknownClasses(const std::vector<std::string> &unknown, const boundaries::ClassModel &model, const std::string &file)
{
    const std::string near = nearest(unknown.front(), model.classes);
    return {ErrorCode::NotFound, Message(CAUSEWAY_TEXT("%1{class is|classes are} not known here and left out"), unknown.size()), Message(CAUSEWAY_TEXT("the first is “%1”"), unknown.front()),
            near.empty() ? Message() : Message(CAUSEWAY_TEXT("Was “%1” meant?"), near), {file, 0, -1}};
}

Result<boundaries::Split> readSplitFile(const std::string &file, const boundaries::ClassModel &model, std::vector<Error> &warnings)
{
    CAUSEWAY_ASSIGN(const std::string bytes, readWholeFile(file, kMostSplitBytes));
    CAUSEWAY_ASSIGN(const auto named, at(boundaries::readSplit(bytes), file));
    CAUSEWAY_ASSIGN(auto split, at(boundaries::toSplit(model, named), file));
    if (!split.unknown.empty())
        warnings.push_back(unknownClasses(split.unknown, model, file));
    if (!split.duplicated.empty())
        warnings.push_back({ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1{class is|classes are} in several services: where it is named last counts"), split.duplicated.size()), Message(CAUSEWAY_TEXT("the first is “%1”"), split.duplicated.front()), {}, {file, 0, -1}});
    return split;
}

// A pinned service keeps the name that the pins give it.
void takeProposal(BoundariesResponse &response, boundaries::Assignment serviceOf, std::uint32_t services, const std::vector<std::string> &given)
{
    std::vector<std::string> names = boundaries::nameServices(response.data.model, serviceOf, services);
    for (std::uint32_t s = 0; s < services; ++s)
        if (!given[s].empty()) {
            const auto other = std::ranges::find(names, given[s]);
            if (other != names.end())
                std::swap(*other, names[s]);
            names[s] = given[s];
        }
    response.split.serviceOf = std::move(serviceOf);
    response.split.services = std::move(names);
    for (std::uint32_t i = 0; i < response.split.serviceOf.size(); ++i)
        if (response.split.serviceOf[i] != kNoService)
            response.split.order.push_back(i);
}

Result<void> propose(const BoundariesRequest &request, BoundariesResponse &response, const Job &job)
{
    if (request.method == BoundariesRequest::Method::Metrics) {
        boundaries::SearchSettings settings;
        settings.k = request.k;
        settings.seed = request.seed;
        settings.threads = request.threads;
        settings.demands = response.demands;
        settings.mostSmall = boundaries::smallServices(static_cast<std::uint32_t>(response.data.model.classes.size()), request.k);
        CAUSEWAY_ASSIGN(boundaries::SearchResult found, boundaries::searchByMeasures(response.data.model, response.coupling, settings, job));
        takeProposal(response, std::move(found.best.serviceOf), found.best.services, found.best.names);
        response.pareto = std::move(found.pareto);
        response.byMeasures = true;
        return {};
    }
    boundaries::ProposalSettings settings;
    settings.k = request.k;
    settings.seed = request.seed;
    settings.threads = request.threads;
    settings.demands = response.demands;
    boundaries::Proposal proposal;
    if (request.k > 0) {
        CAUSEWAY_ASSIGN(boundaries::CountedProposal counted, boundaries::proposeAsMany(response.data.model, response.coupling, settings, job));
        proposal = std::move(counted.proposal);
        response.byMeasures = counted.byMeasures;
    } else {
        CAUSEWAY_ASSIGN(proposal, boundaries::proposeByConsensus(response.coupling, settings, job));
    }
    takeProposal(response, std::move(proposal.serviceOf), proposal.services, proposal.names);
    response.stability = std::move(proposal.stability);
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

constexpr std::size_t kStrongest = 5;

Result<ClassReasons> reasonsFor(const std::string &name, const BoundariesResponse &response)
{
    const boundaries::ClassModel &model = response.data.model;
    const auto found = model.find(name);
    if (!found) {
        const std::string near = nearest(name, model.classes);
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("There is no class “%1”"), name), {}, near.empty() ? Message() : Message(CAUSEWAY_TEXT("Did you mean “%1”?"), near));
    }
    ClassReasons out;
    out.one = *found;
    std::map<std::uint32_t, ServicePull> pulls;
    for (const boundaries::CouplingEdge &edge : response.coupling.edges) {
        if (edge.a != *found && edge.b != *found)
            continue;
        const std::uint32_t other = edge.a == *found ? edge.b : edge.a, service = response.split.serviceOf[other];
        const double weight = response.coupling.weightOf(edge, response.coupling.weights);
        if (service == kNoService || weight <= 0)
            continue;
        ServicePull &pull = pulls[service];
        pull.service = service;
        pull.weight += weight;
        for (std::size_t l = 0; l < boundaries::kLayers; ++l)
            pull.byLayer[l] += response.coupling.weights[l] * edge.shares[l];
        pull.strongest.emplace_back(other, weight);
    }
    for (auto &[service, pull] : pulls) {
        std::ranges::stable_sort(pull.strongest, [](const auto &x, const auto &y) { return x.second > y.second; });
        if (pull.strongest.size() > kStrongest)
            pull.strongest.resize(kStrongest);
        out.pulls.push_back(std::move(pull));
    }
    std::ranges::stable_sort(out.pulls, [](const ServicePull &x, const ServicePull &y) { return x.weight > y.weight; });
    const std::uint32_t own = response.split.serviceOf[*found];
    for (const std::uint32_t useCase : model.uses[*found])
        for (std::uint32_t i = 0; i < model.classes.size(); ++i)
            if (response.split.serviceOf[i] != own && response.split.serviceOf[i] != kNoService && std::ranges::binary_search(model.uses[i], useCase)) {
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
    std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> most;
    for (const auto &[pair, count] : both)
        if (count > most[pair.first].first)
            most[pair.first] = {count, pair.second};
    for (std::uint32_t i = 0; i < own.serviceOf.size(); ++i)
        if (own.serviceOf[i] != kNoService && other.serviceOf[i] != kNoService && most[own.serviceOf[i]].second != other.serviceOf[i])
            out.moved.emplace_back(i, other.services[other.serviceOf[i]]);
    return out;
}

} // namespace

Result<boundaries::CouplingGraph> coupleClasses(ClassData &data, const boundaries::LayerWeights &weights, std::uint64_t seed, const Job &job)
{
    if (weights[static_cast<std::size_t>(boundaries::Layer::Embedding)] > 0 && data.model.closeness.empty()) {
        CAUSEWAY_ASSIGN(data.model.closeness, boundaries::embedClasses(data.model, 0, seed, job));
    }
    return boundaries::coupling(data.model, weights);
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
    } else {
        CAUSEWAY_TRY(propose(request, response, job));
        if (request.learn)
            CAUSEWAY_TRY(learnFrom(request, response, job));
    }
    const boundaries::CallGraph graph = boundaries::callGraph(model);
    response.measures = boundaries::measure(model, graph, response.split.serviceOf, response.split.order, true);
    response.smWithoutSelf = boundaries::measure(model, graph, response.split.serviceOf, response.split.order, false).sm;
    if (request.compare) {
        CAUSEWAY_ASSIGN(const boundaries::Split other, readSplitFile(*request.compare, model, response.warnings));
        response.distance = distanceOf(response.split, other);
    }
    if (request.why) {
        CAUSEWAY_ASSIGN(response.why, reasonsFor(*request.why, response));
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
        const boundaries::CostInput input{model, response.split, response.data.services ? &apart : nullptr};
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
