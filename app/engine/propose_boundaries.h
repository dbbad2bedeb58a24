#pragma once
// Services for the classes of a program: proposed, or as a file has them, with what the measures say of them.

#include "analysis/boundaries/learn_weights.h"
#include "analysis/boundaries/metric_search.h"
#include "analysis/boundaries/split_cost.h"
#include "app/engine/class_data.h"
#include "app/engine/splits.h"

namespace causeway::engine {

struct BoundariesRequest {
    std::string path;                     // data about classes
    std::optional<std::string> score;     // a file: the split to measure; else one is proposed
    std::optional<std::string> kept;      // a split of the project by number or name: as score
    std::optional<std::string> pins;      // a file: what the proposal must keep to
    std::optional<std::string> compare;   // a file: another split
    std::optional<std::string> learn;     // a file: the split that a person made of what is proposed; weights of layers are learned from it
    std::optional<std::string> why;       // a class: what speaks for its service and for others
    enum class Method : std::uint8_t { Consensus, Metrics } method = Method::Consensus;
    bool cost = false, order = false;
    bool costIfKnown = false;             // the cost as well, but where it cannot be told that is no failure
    boundaries::CostSettings costs = {};
    std::uint32_t k = 0;                  // services; 0: as many as show
    boundaries::LayerWeights weights = boundaries::kDefaultWeights;
    std::uint64_t seed = 1;
    unsigned threads = 0;
};

// What a split that a person corrected taught of the weights of the layers.
struct LearnedFrom {
    boundaries::LearnedWeights weights;
    bool used = false;                    // it did better than without on moves that it had not seen
};

// How far another split is from the one at hand.
struct SplitDistance {
    double mojoFm = 0;                    // of the one at hand against the other, in percent
    double adjustedRand = 0, variationOfInformation = 0;
    // Classes that lie elsewhere, and where (empty: in no service): each service answers to one of the other split at most, those with most
    // classes in common first.
    std::vector<std::pair<std::uint32_t, std::string>> moved;
};

// What binds one class to the classes of one service.
struct ServicePull {
    std::uint32_t service = 0;
    double weight = 0;
    std::array<double, boundaries::kLayers> byLayer{};
    std::vector<std::pair<std::uint32_t, double>> strongest; // classes of it
};
struct ClassReasons {
    std::uint32_t one = 0;
    std::vector<ServicePull> pulls;       // strongest first; its own among them, where something binds it there
    std::vector<std::uint32_t> useCases;  // of its own that cross a border
};

struct BoundariesResponse {
    ClassData data;
    boundaries::CouplingGraph coupling;
    std::optional<LearnedFrom> learned;
    boundaries::Split split;
    boundaries::Measures measures;        // as published: SM with self calls
    double smWithoutSelf = 0;
    std::vector<double> stability;        // of each class; empty where the split was given
    std::optional<SplitDistance> distance;
    std::optional<ClassReasons> why;
    std::vector<boundaries::FoundSplit> pareto; // by the metric search
    bool byMeasures = false;              // they decided where to divide: asked for, or since another number of services was (proposeAsMany)
    std::vector<boundaries::Extraction> order;
    std::optional<boundaries::SplitCost> cost;
    std::optional<Error> noCost;          // why there is none, where it was asked for if known
    boundaries::Demands demands;
    std::vector<Error> warnings;          // besides those of the data
};

// The coupling of the classes by those weights. Where the embedding has one, data.model.closeness is computed. Errors: those of embedClasses.
Result<boundaries::CouplingGraph> coupleClasses(ClassData &data, const boundaries::LayerWeights &weights, std::uint64_t seed, const Job &job);

// Services for classes that are read already. Errors: those of proposeByConsensus and searchByMeasures.
struct ProposalRequest {
    BoundariesRequest::Method method = BoundariesRequest::Method::Consensus;
    std::uint32_t k = 0;                  // services; 0: as many as show
    std::uint64_t seed = 1;
    unsigned threads = 0;
    boundaries::Demands demands = {};
    const boundaries::Split *meant = nullptr; // whose services the pins name; nullptr: those that there were without the pins
};
struct ProposedSplit {
    boundaries::Split split;
    std::vector<double> stability;        // empty by the metric search
    bool byMeasures = false;              // the measures decided, at least where the consensus is divided
    std::vector<boundaries::FoundSplit> pareto;
};
Result<ProposedSplit> proposeSplit(const boundaries::ClassModel &model, const boundaries::CouplingGraph &coupling, const ProposalRequest &request, const Job &job);
// One of the search's splits, with names.
boundaries::Split namedSplit(const boundaries::ClassModel &model, const boundaries::FoundSplit &found);
ClassReasons reasonsOf(const boundaries::ClassModel &model, const boundaries::CouplingGraph &coupling, const boundaries::Split &split, std::uint32_t one);
SplitDistance distanceOf(const boundaries::Split &own, const boundaries::Split &other);
// What is told of a split besides why, order, cost and distance.
BoundariesResponse describeSplit(ClassData data, boundaries::CouplingGraph coupling, const KeptSplit &kept);

// Errors: those of readClassData, readSplit, readDemands, learnWeights, coupleClasses, proposeByConsensus, searchByMeasures and splitCost; NotFound (why names no class).
Result<BoundariesResponse> proposeBoundaries(const BoundariesRequest &request, const Job &job);

// The contract's document.
std::string toJson(const BoundariesResponse &response);
// {"class": "service"}, as readSplit reads it.
std::string splitJson(const BoundariesResponse &response);
std::string splitCsv(const BoundariesResponse &response); // class, service, stability
// Services and the calls between them, in Graphviz' language.
std::string splitDot(const BoundariesResponse &response);
// By its ending .json, .csv or .dot. Errors: Usage (another ending), Unwritable.
Result<void> writeSplit(const BoundariesResponse &response, const std::string &path);

} // namespace causeway::engine
