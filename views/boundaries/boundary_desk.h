#pragma once
// What the panels of Boundaries share: what is known of the classes, the project's splits, the chosen one and what it is held against, the classes
// that are selected, and what is said of all that: measures at once, also while classes are dragged, the cost at run time once nothing moves.
// Panels read it, call its setters and follow its signals; they never talk to each other. GUI thread; everything long is a job. What is handed
// out as a pointer is immutable and shared.

#include <QObject>
#include <QPointF>
#include <QTimer>

#include <atomic>

#include "analysis/boundaries/move_scorer.h"
#include "app/engine/propose_boundaries.h"
#include "app/engine/split_edits.h"
#include "app/engine/split_latency.h"
#include "views/shell/perspective.h"

namespace causeway::views {

using engine::SplitId;

struct BoundaryData {                       // what the project knows of its classes
    engine::ClassData data;
    boundaries::CallGraph graph;
    boundaries::CouplingGraph coupling;     // with the weights that the chosen split was proposed by
    boundaries::LayerWeights asked{};       // which are these, before packages are scaled
    std::uint64_t read = 0;                 // which reading of the classes it is of
};
using BoundaryDataPtr = std::shared_ptr<const BoundaryData>;
using SplitData = std::shared_ptr<const engine::KeptSplit>;
using CostData = std::shared_ptr<const boundaries::SplitCost>;

class BoundaryDesk : public QObject {
    Q_OBJECT
public:
    static constexpr int kRestMs = 700;     // that nothing is moved, before the cost is simulated
    // All: whatever is known. Business logic: what runs together (calls at run time, use cases). Natural seams: what is written together
    // (references, packages, names, tables).
    enum class Start : std::uint8_t { All, BusinessLogic, NaturalSeams };
    static constexpr std::uint32_t kNewService = engine::kNewService;

    BoundaryDesk(ViewContext context, QObject *parent);
    ~BoundaryDesk() override;
    [[nodiscard]] ViewContext context() const { return m_context; }
    // Whether the perspective is looked at: only then are classes read and costs simulated.
    void setWatching(bool watching);

    [[nodiscard]] const BoundaryDataPtr &data() const { return m_data; }         // nullptr: none, or being read
    [[nodiscard]] bool isRead() const { return m_isRead && m_treeRead; }
    [[nodiscard]] const std::optional<Error> &dataError() const { return m_dataError; } // no classes, one class, nothing that couples them

    // Proposals. What is set is what the chosen split was proposed by; choosing another one sets it to that one's.
    [[nodiscard]] Start start() const { return m_start; }
    [[nodiscard]] static boundaries::LayerWeights weightsOf(Start start);
    [[nodiscard]] const boundaries::LayerWeights &weights() const { return m_weights; }
    [[nodiscard]] std::uint32_t k() const { return m_k; }                        // 0: as many as show
    [[nodiscard]] engine::BoundariesRequest::Method method() const { return m_method; }
    void setStart(Start start);                                // each of the four ends what is being proposed and proposes anew, by a job, once nothing is turned for a moment
    void setWeights(const boundaries::LayerWeights &weights);
    void setK(std::uint32_t k);
    void setMethod(engine::BoundariesRequest::Method method);
    [[nodiscard]] bool byEmbedding() const;                    // consensus of the embedding alone
    void setByEmbedding();                                     // it counts alone; setMethod(Consensus) ends that
    void holdTurning(bool held);                               // a slider is held: it is proposed when it is let go
    void propose();                                            // with the demands of the chosen split; kept as a new variant (or the one just proposed, where nothing was moved in it, is replaced)
    void stopProposing();
    [[nodiscard]] bool isProposing() const { return m_isProposing; }
    [[nodiscard]] const std::vector<boundaries::FoundSplit> &pareto() const { return m_pareto; } // of the last search by measures
    void takePareto(std::size_t index);                        // as a variant

    // Weights of the layers learned from where the chosen split is another one than what it is held against, and from its pins.
    [[nodiscard]] std::size_t judged() const;                  // classes that tell: boundaries::kLeastMoves are needed
    void learn();                                              // by a job; they are used, which proposes anew, where they do better on moves held out
    [[nodiscard]] const std::optional<boundaries::LearnedWeights> &learned() const { return m_learned; } // of the last time

    // Variants: the project's splits as a tree.
    [[nodiscard]] const std::vector<engine::SplitRow> &rows() const { return m_rows; }
    [[nodiscard]] const engine::SplitRow *row(SplitId id) const;                 // nullptr: there is none
    [[nodiscard]] QString nameOf(SplitId id) const;
    [[nodiscard]] SplitId chosen() const { return m_chosen; }                    // 0: none
    void choose(SplitId id);
    void expectUndone();                                       // an edit of splits was just undone or redone: the split that it is of is chosen once the tree is read
    [[nodiscard]] SplitId comparedId() const;                  // that the chosen one is held against: as set, else what it was forked from; 0: none
    void setCompared(SplitId id);
    void fork(const QString &name = {});                       // of the chosen one; chooses the fork
    void rename(SplitId id, const QString &name);
    void setNote(SplitId id, const QString &note);
    void remove(SplitId id);                                   // with a notice that offers to undo it
    void importFile(const QString &path);                      // another tool's proposal, to be scored
    [[nodiscard]] const SplitData &split() const { return m_split; }             // the chosen one; nullptr: none, being read, or it cannot be used (splitError)
    [[nodiscard]] const SplitData &compared() const { return m_compared; }
    [[nodiscard]] const std::optional<Error> &splitError() const { return m_splitError; }
    [[nodiscard]] bool isSaved() const { return m_saving == 0; }
    [[nodiscard]] const std::optional<engine::SplitDistance> &distance() const { return m_distance; } // chosen to compared

    // Edits of the chosen split, each one edit on the undo stack. The first that moves classes of what was proposed or imported makes a fork of it,
    // "…, edited", so that the proposal stays.
    void move(const std::vector<std::uint32_t> &classes, std::uint32_t service); // kNewService; boundaries::kNoService: out of all
    void renameService(std::uint32_t service, const QString &name);
    void mergeServices(std::uint32_t from, std::uint32_t into);
    void setPinned(const std::vector<std::uint32_t> &classes, bool pinned);
    void setUtility(const std::vector<std::uint32_t> &classes, bool utility);
    void setApart(std::uint32_t a, std::uint32_t b, bool apart);
    void setTogether(const std::vector<std::uint32_t> &classes, bool together);
    [[nodiscard]] bool isPinned(std::uint32_t one) const;
    [[nodiscard]] bool isUtility(std::uint32_t one) const;
    [[nodiscard]] const engine::SplitMaking::Moved *movedOf(std::uint32_t one) const; // nullptr: it is where it was proposed
    [[nodiscard]] bool wasSeen(std::uint32_t one) const;       // at run time; true of all where nothing was recorded
    // Where another service binds a class kFarMore times as strongly as its own, which has others in it.
    struct Elsewhere {
        std::uint32_t service = 0;
        double ratio = 0;          // infinite: its own does not bind it at all
    };
    static constexpr double kFarMore = 2;
    [[nodiscard]] std::optional<Elsewhere> boundElsewhere(std::uint32_t one) const;
    [[nodiscard]] QString className(std::uint32_t one) const;  // without its package
    [[nodiscard]] QString serviceName(std::uint32_t service) const; // of the chosen split; "in no service"

    // Selection, shared by canvas and tables.
    [[nodiscard]] const std::vector<std::uint32_t> &selected() const { return m_selected; } // rising
    void select(std::vector<std::uint32_t> classes);
    [[nodiscard]] const std::optional<engine::ClassReasons> &reasons() const { return m_reasons; } // why the first selected one is where it is

    // Where boxes stand, by the name of their service; kept with the person's settings, by project, as are the chosen and the compared variant.
    using Places = std::map<std::string, QPointF>;
    [[nodiscard]] Places keptPlaces() const;
    void keepPlaces(const Places &places);

    // What is said. measures(): of the chosen split, without self calls; preview: of what is dragged, until dropped or let go.
    [[nodiscard]] const std::optional<boundaries::Measures> &measures() const { return m_measures; }
    [[nodiscard]] const std::optional<boundaries::Measures> &comparedMeasures() const { return m_comparedMeasures; }
    [[nodiscard]] const std::optional<boundaries::Measures> &preview() const { return m_preview; }
    void setPreview(const std::vector<std::uint32_t> &classes, std::uint32_t service); // while dragging
    void clearPreview();
    // Of the chosen split with that class elsewhere; nullopt where it is in no service, or there already.
    [[nodiscard]] std::optional<boundaries::Measures> tried(std::uint32_t one, std::uint32_t service);
    // By fluid: as it runs now without a split, of the chosen split, of the one it is held against, of the preview; nullopt where there are no
    // calls by use case or it is being computed.
    struct Latency {
        std::optional<engine::SplitLatency> whole, split, compared, preview;
    };
    [[nodiscard]] const Latency &latency() const { return m_latency; }
    [[nodiscard]] const CostData &cost() const { return m_cost; }                // simulated, the last good one
    [[nodiscard]] const CostData &comparedCost() const { return m_comparedCost; } // nullptr: not simulated (yet)
    [[nodiscard]] const SplitData &costOf() const { return m_costOf; }           // of which split
    [[nodiscard]] bool isCostOfNow() const { return m_cost != nullptr && m_costOf == m_split && !m_costStale; }
    [[nodiscard]] const std::optional<Error> &costError() const { return m_costError; }
    [[nodiscard]] bool isSimulating() const { return m_isSimulating; }
    [[nodiscard]] const boundaries::CostSettings &costSettings() const { return m_costSettings; }
    void setCostSettings(const boundaries::CostSettings &settings);
    [[nodiscard]] const std::vector<boundaries::Extraction> &order() const { return m_order; } // extraction order of the chosen split
    // All that a report or an export says of the chosen split, for jobs: it copies what is known. Only where split() is.
    [[nodiscard]] engine::BoundariesResponse response() const;

Q_SIGNALS:
    void dataChanged();       // data(), dataError(), isRead()
    void settingsChanged();   // start, weights, k, method, isProposing, pareto
    void treeChanged();       // rows(), chosen(), comparedId()
    void splitChanged();      // split(), compared(), distance(), order(), measures()
    void selectionChanged();  // selected(), reasons()
    void previewChanged();    // preview(), latency()
    void costChanged();       // cost() and what is told with it

private:
    [[nodiscard]] QString keptKey(const char *what) const; // in the settings
    void readKept();
    void readData();
    void readTree();
    void forget();
    void load();
    void takeSplit(SplitData split, SplitData compared, std::optional<boundaries::Measures> comparedMeasures);
    void measureSplit();
    void findElsewhere();
    boundaries::MoveScorer &scorer();
    void tell();
    void explain();
    void solve();
    void rest();
    void simulate();
    void startCost(const SplitData &split);
    [[nodiscard]] CostData knownCost(const SplitData &split) const;
    void turned(int ms);
    [[nodiscard]] engine::SplitRecipe recipe() const;
    [[nodiscard]] QString proposalName() const;
    void takeRecipe();
    void couple();
    void takeCoupling(BoundaryDataPtr data);
    void keepProposal(engine::KeptSplit kept, const QString &name);
    void edit(std::string summary, const std::function<Result<void>(engine::KeptSplit &, const boundaries::ClassModel &)> &change);
    void save(const SplitData &next, std::string summary);
    void saveFork(const SplitData &next, const std::string &name, std::string summary);
    void edited(Message told, storage::EditNumber edit);

    ViewContext m_context;
    std::shared_ptr<storage::Project> m_project;
    std::uint64_t m_reads = 0;
    bool m_watching = false, m_dataWanted = true, m_isRead = false, m_treeRead = false, m_isReading = false;
    BoundaryDataPtr m_data;
    std::optional<Error> m_dataError, m_splitError, m_costError;

    Start m_start = Start::All;
    boundaries::LayerWeights m_weights;
    std::uint32_t m_k = 0;
    engine::BoundariesRequest::Method m_method = engine::BoundariesRequest::Method::Consensus;
    QTimer m_turned;
    bool m_isProposing = false, m_turningHeld = false, m_turnWanted = false, m_proposeWanted = false; // the last: once classes are read
    std::uint64_t m_proposing = 0;             // the job
    std::uint64_t m_proposals = 0;             // begun so far
    std::vector<boundaries::FoundSplit> m_pareto;
    std::optional<boundaries::LearnedWeights> m_learned;
    SplitId m_proposed = 0;                    // the last that was proposed here …
    std::string m_proposedClasses, m_proposedPins; // … and as what

    std::vector<engine::SplitRow> m_rows;
    SplitId m_chosen = 0, m_setCompared = 0, m_wanted = 0; // wanted: chosen once it is in the tree
    bool m_undoneExpected = false;
    SplitData m_split, m_compared;
    int m_saving = 0;
    std::shared_ptr<std::atomic<SplitId>> m_forking; // the fork that an edit makes of the chosen one, until it is in the tree; 0: not saved yet
    std::optional<engine::SplitDistance> m_distance;
    std::vector<boundaries::Extraction> m_order;
    std::vector<bool> m_pinned, m_utility;
    std::vector<std::optional<Elsewhere>> m_elsewhere;

    std::vector<std::uint32_t> m_selected;
    std::optional<engine::ClassReasons> m_reasons;

    std::optional<boundaries::Measures> m_measures, m_comparedMeasures, m_preview;
    std::unique_ptr<boundaries::MoveScorer> m_scorer; // of m_split, with room for one more service; made when first dragged
    std::vector<std::uint32_t> m_dragged;
    std::uint32_t m_draggedTo = 0;
    Latency m_latency;
    bool m_isSolving = false;
    SplitData m_solved, m_solvedCompared;      // of which the latency is asked …
    std::vector<std::uint32_t> m_solvedDragged; // … and what of it was dragged
    std::uint32_t m_solvedTo = 0;

    QTimer m_rest;
    boundaries::CostSettings m_costSettings;
    CostData m_cost, m_comparedCost;
    SplitData m_costOf, m_costAsked, m_comparedAsked;
    std::map<std::string, CostData> m_costs;   // by the classes; of these settings
    bool m_isSimulating = false, m_costStale = false; // stale: of other settings
};

} // namespace causeway::views
