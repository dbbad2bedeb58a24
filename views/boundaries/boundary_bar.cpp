#include "views/boundaries/boundary_bar.h"

#include <QAction>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QWidgetAction>

#include <algorithm>
#include <cmath>

#include "views/boundaries/name_box.h"
#include "views/boundaries/split_text.h"
#include "views/shell/action_registry.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::Layer;
using Method = engine::BoundariesRequest::Method;
using Start = BoundaryDesk::Start;

namespace {

constexpr int kMostServices = 80;
constexpr double kMostWeight = 10;
constexpr int kMostIndent = 4; // names matter more than how deep they are
constexpr int kEmbedding = 2; // of the methods

QString layerTip(Layer layer)
{
    switch (layer) {
    case Layer::Calls: return BoundaryBar::tr("Calls that were recorded");
    case Layer::References: return BoundaryBar::tr("The text of one refers to the other");
    case Layer::UseCases: return BoundaryBar::tr("They take part in the same use cases");
    case Layer::Names: return BoundaryBar::tr("Words of their names; what part a class plays does not count");
    case Layer::Packages: return BoundaryBar::tr("They lie in one package; counts as much as packages fit calls and names");
    case Layer::Terms: return BoundaryBar::tr("Words of their text");
    case Layer::CoChange: return BoundaryBar::tr("They were changed together");
    case Layer::Tables: return BoundaryBar::tr("They use the same tables");
    default: return BoundaryBar::tr("Near in what a graph network makes of all of it; takes a while to compute");
    }
}

} // namespace

BoundaryBar::BoundaryBar(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_variant(new NameBox(this)), m_compared(new NameBox(this)), m_start(new QComboBox(this)), m_method(new QComboBox(this)), m_k(new QSlider(Qt::Horizontal, this)), m_kText(new QLabel(this)),
      m_layers(new QToolButton(this)), m_propose(new QToolButton(this)), m_search(new QLineEdit(this))
{
    auto *row = new FlowLayout(this, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_variant->setAccessibleName(tr("Variant"));
    m_variant->setToolTip(text::toolTip(tr("The split that is shown")));
    m_compared->setAccessibleName(tr("Held against"));
    m_compared->setToolTip(text::toolTip(tr("The variant that differences are told from")));
    for (QComboBox *box : {m_variant, m_compared}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(13);
    }
    m_start->setAccessibleName(tr("Starting view"));
    m_start->addItem(tr("All that is known"));
    m_start->addItem(tr("Business logic"));
    m_start->addItem(tr("Natural seams"));
    m_start->setItemData(0, text::toolTip(tr("Every layer, weighted so that it agrees with what engineers chose")), Qt::ToolTipRole);
    m_start->setItemData(1, text::toolTip(tr("What runs together: recorded calls, use cases, tables")), Qt::ToolTipRole);
    m_start->setItemData(2, text::toolTip(tr("What is written together: references, names, packages, terms, changes in common, tables")), Qt::ToolTipRole);
    m_method->setAccessibleName(tr("Method"));
    m_method->addItem(tr("Consensus"));
    m_method->addItem(tr("By measures"));
    m_method->setItemData(0, text::toolTip(tr("What many looks at the coupling agree on")), Qt::ToolTipRole);
    m_method->setItemData(1, text::toolTip(tr("A search for what the measures like. They do not know what classes are about.")), Qt::ToolTipRole);
    m_method->addItem(tr("Graph embedding"));
    m_method->setItemData(2, text::toolTip(tr("What many looks at the nearness in a graph network agree on; no layer counts beside it. It takes a while to compute.")), Qt::ToolTipRole);
    m_k->setAccessibleName(tr("Number of services"));
    m_k->setToolTip(text::toolTip(tr("How many services are proposed; at the left end as many as show")));
    m_k->setFixedWidth(110);
    m_k->setPageStep(1);
    m_kText->setTextFormat(Qt::PlainText);
    m_kText->setFixedWidth(fontMetrics().horizontalAdvance(tr("as many as show")) + 4);
    m_layers->setText(tr("Layers"));
    m_layers->setIcon(theme::icon(QStringLiteral("settings")));
    m_layers->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_layers->setPopupMode(QToolButton::InstantPopup);
    m_layers->setToolTip(text::toolTip(tr("What the layers of coupling count")));
    buildWeights();
    m_propose->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_search->setPlaceholderText(tr("Find a class"));
    m_search->setAccessibleName(tr("Find a class in the picture"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(120);
    for (QWidget *widget : {static_cast<QWidget *>(m_variant), static_cast<QWidget *>(m_compared), static_cast<QWidget *>(m_start), static_cast<QWidget *>(m_method), static_cast<QWidget *>(m_k), static_cast<QWidget *>(m_kText),
                            static_cast<QWidget *>(m_layers), static_cast<QWidget *>(m_propose), static_cast<QWidget *>(m_search)})
        row->addWidget(widget);
    for (const char *id : {"boundaries.fit", "boundaries.undo"})
        if (QAction *action = desk.context().actions.action(QLatin1String(id))) {
            auto *button = new QToolButton(this);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
            button->setAccessibleName(action->text());
            row->addWidget(button);
        }

    connect(m_variant, &QComboBox::activated, this, [this] { m_desk.choose(m_variant->currentData().toLongLong()); });
    connect(m_compared, &QComboBox::activated, this, [this] { m_desk.setCompared(m_compared->currentData().toLongLong()); });
    connect(m_start, &QComboBox::activated, this, [this](int index) { m_desk.setStart(static_cast<Start>(index)); });
    connect(m_method, &QComboBox::activated, this, [this](int index) {
        if (index == kEmbedding)
            m_desk.setByEmbedding();
        else
            m_desk.setMethod(static_cast<Method>(index));
    });
    connect(m_k, &QSlider::valueChanged, this, [this](int value) {
        if (!m_following)
            m_desk.setK(value == 0 ? 0 : static_cast<std::uint32_t>(value + 1)); // one service is no split
    });
    connect(m_k, &QSlider::sliderPressed, this, [this] { m_desk.holdTurning(true); });
    connect(m_k, &QSlider::sliderReleased, this, [this] { m_desk.holdTurning(false); });
    connect(&desk, &BoundaryDesk::treeChanged, this, &BoundaryBar::followTree);
    connect(&desk, &BoundaryDesk::settingsChanged, this, &BoundaryBar::followSettings);
    connect(&desk, &BoundaryDesk::dataChanged, this, &BoundaryBar::followData);
    connect(&desk, &BoundaryDesk::splitChanged, this, &BoundaryBar::followEffects);
    followTree();
    followData();
}

void BoundaryBar::buildWeights()
{
    auto *menu = new QMenu(m_layers);
    auto *page = new QWidget(menu);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(theme::kGroup, theme::kMargin, theme::kGroup, theme::kMargin);
    grid->setSpacing(theme::kGrid);
    for (std::size_t l = 0; l < boundaries::kLayers; ++l) {
        const auto layer = static_cast<Layer>(l);
        auto *name = new QLabel(layerText(layer), page);
        name->setToolTip(text::toolTip(layerTip(layer)));
        auto *weight = new QDoubleSpinBox(page);
        weight->setRange(0, kMostWeight);
        weight->setSingleStep(0.25);
        weight->setDecimals(2);
        weight->setKeyboardTracking(false);
        weight->setAccessibleName(tr("Weight of: %1").arg(layerText(layer)));
        name->setBuddy(weight);
        grid->addWidget(name, static_cast<int>(l), 0);
        grid->addWidget(weight, static_cast<int>(l), 1);
        auto *effect = new QLabel(page);
        effect->setTextFormat(Qt::PlainText);
        effect->setFont(theme::smallFont());
        effect->setForegroundRole(QPalette::PlaceholderText);
        grid->addWidget(effect, static_cast<int>(l), 2);
        m_effects[l] = effect;
        m_weights[l] = weight;
        connect(weight, &QDoubleSpinBox::valueChanged, this, [this, l](double value) {
            if (m_following)
                return;
            boundaries::LayerWeights weights = m_desk.weights();
            weights[l] = value;
            m_desk.setWeights(weights);
        });
    }
    auto *reset = new QPushButton(tr("As the starting view has them"), page);
    connect(reset, &QPushButton::clicked, this, [this] { m_desk.setWeights(BoundaryDesk::weightsOf(m_desk.start())); });
    grid->addWidget(reset, static_cast<int>(boundaries::kLayers), 0, 1, 3);
    m_learn = new QPushButton(tr("Learn from my moves"), page);
    connect(m_learn, &QPushButton::clicked, &m_desk, &BoundaryDesk::learn);
    m_learnedText = new QLabel(page);
    m_learnedText->setWordWrap(true);
    m_learnedText->setTextFormat(Qt::PlainText);
    m_learnedText->setFont(theme::smallFont());
    m_learnedText->setForegroundRole(QPalette::PlaceholderText);
    m_learnedText->setAccessibleName(tr("What was learned"));
    grid->addWidget(m_learn, static_cast<int>(boundaries::kLayers) + 1, 0, 1, 3);
    grid->addWidget(m_learnedText, static_cast<int>(boundaries::kLayers) + 2, 0, 1, 3);
    connect(menu, &QMenu::aboutToShow, this, &BoundaryBar::followMoves);
    connect(&m_desk, &BoundaryDesk::settingsChanged, this, &BoundaryBar::followMoves);
    auto *action = new QWidgetAction(menu);
    action->setDefaultWidget(page);
    menu->addAction(action);
    m_layers->setMenu(menu);
}

void BoundaryBar::followTree()
{
    m_variant->clear();
    m_compared->clear();
    const engine::SplitRow *chosen = m_desk.row(m_desk.chosen());
    m_compared->addItem(chosen == nullptr || chosen->parent == 0 ? tr("against: none") : tr("against: its parent"), qint64{0});
    for (const engine::SplitRow &row : m_desk.rows()) {
        m_variant->addItem(QString(std::min(row.depth, kMostIndent), QChar(0x2002)) + text::fromBytes(row.stored.name), qint64{row.stored.id});
        m_variant->setItemData(m_variant->count() - 1, text::toolTip(text::fromBytes(row.stored.name)), Qt::ToolTipRole);
        if (row.stored.id != m_desk.chosen())
            m_compared->addItem(tr("against: %1").arg(text::fromBytes(row.stored.name)), qint64{row.stored.id});
    }
    m_variant->setCurrentIndex(m_variant->findData(qint64{m_desk.chosen()}));
    m_compared->setCurrentIndex(std::max(0, m_compared->findData(qint64{m_desk.comparedId()})));
    m_variant->setEnabled(!m_desk.rows().empty());
    m_compared->setEnabled(m_desk.rows().size() > 1);
    m_compared->setToolTip(text::toolTip(m_desk.rows().size() > 1 ? tr("The variant that differences are told from") : tr("There is no other variant yet")));
    followSettings();
}

void BoundaryBar::followSettings()
{
    m_following = true;
    m_start->setCurrentIndex(static_cast<int>(m_desk.start()));
    m_method->setCurrentIndex(m_desk.byEmbedding() ? kEmbedding : static_cast<int>(m_desk.method()));
    const auto k = static_cast<int>(m_desk.k());
    if (k > 1 && k - 1 > m_k->maximum())
        m_k->setMaximum(k - 1);
    m_k->setValue(k == 0 ? 0 : k - 1);
    m_kText->setText(k == 0 ? tr("as many as show") : tr("%1 services").arg(text::number(static_cast<std::int64_t>(k))));
    for (std::size_t l = 0; l < boundaries::kLayers; ++l)
        m_weights[l]->setValue(m_desk.weights()[l]);
    followEffects();
    ActionRegistry &actions = m_desk.context().actions;
    if (QAction *action = actions.action(m_desk.isProposing() ? QStringLiteral("boundaries.stop") : QStringLiteral("boundaries.propose")); action != nullptr && m_propose->defaultAction() != action) {
        if (QAction *before = m_propose->defaultAction())
            m_propose->removeAction(before);
        m_propose->setDefaultAction(action);
    }
    m_following = false;
}

// Packages by technical part say little of services: their layer counts as much as it fits the others.
void BoundaryBar::followEffects()
{
    const BoundaryDataPtr &known = m_desk.data();
    for (std::size_t l = 0; l < boundaries::kLayers; ++l) {
        const bool scaled = known != nullptr && known->asked == m_desk.weights() && known->coupling.observed[l] && std::abs(known->coupling.weights[l] - known->asked[l]) >= 0.005;
        m_effects[l]->setText(scaled ? tr("counts %1").arg(QLocale().toString(known->coupling.weights[l], 'f', 2)) : QString());
        m_effects[l]->setToolTip(scaled ? text::toolTip(tr("The weight times how well packages fit calls and names, %1; so it stands in reports.").arg(text::percent(known->coupling.packageFit))) : QString());
    }
}

void BoundaryBar::followMoves()
{
    const auto count = [](std::size_t n) { return text::number(static_cast<std::int64_t>(n)); };
    const std::size_t judged = m_desk.judged();
    const bool enough = judged >= boundaries::kLeastMoves;
    const QString wanted = tr("It takes %1 classes that lie elsewhere than in the split that this one is held against, or are pinned; there are %2.").arg(count(boundaries::kLeastMoves), count(judged));
    m_learn->setEnabled(enough);
    m_learn->setToolTip(text::toolTip(enough ? tr("Weights by which what you moved or pinned belongs where you have it: from %1 classes").arg(count(judged)) : m_desk.comparedId() == 0 ? tr("The split is held against no other one: nothing tells what you moved.") : wanted));
    const auto &learned = m_desk.learned();
    m_learnedText->setVisible(!enough || learned);
    if (learned)
        m_learnedText->setText(tr("Of %1 moves, each held out once, the learned weights lead %2 to where you have them, the weights before %3: %4.")
                                   .arg(count(learned->moves), count(learned->rightWith), count(learned->rightWithout), learned->better() ? tr("they are used") : tr("they are no better and are not used")));
    else
        m_learnedText->setText(wanted);
}

void BoundaryBar::followData()
{
    const BoundaryDataPtr &known = m_desk.data();
    m_following = true;
    const int classes = known == nullptr ? 0 : static_cast<int>(known->data.model.classes.size());
    m_k->setRange(0, std::max(1, std::min(kMostServices, classes / 2) - 1));
    m_following = false;
    for (QWidget *widget : {static_cast<QWidget *>(m_start), static_cast<QWidget *>(m_method), static_cast<QWidget *>(m_k), static_cast<QWidget *>(m_layers), static_cast<QWidget *>(m_search)})
        widget->setEnabled(known != nullptr);
    for (std::size_t l = 0; l < boundaries::kLayers; ++l) {
        const bool there = known != nullptr && (known->coupling.observed[l] || static_cast<Layer>(l) == Layer::Embedding);
        m_weights[l]->setEnabled(there);
        m_weights[l]->setToolTip(text::toolTip(there ? layerTip(static_cast<Layer>(l)) : tr("The project has nothing of this layer")));
    }
    followSettings();
}

} // namespace causeway::views
