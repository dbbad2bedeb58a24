#include "views/whatif/comparison_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSaveFile>
#include <QSpinBox>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/shell/file_dialog.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/scenario_panel.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using engine::ComparedRow;
using engine::Quantity;

ComparisonPanel::ComparisonPanel(WhatIfDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new ComparisonTable(this)), m_table(new QTableView(this)), m_before(new QComboBox(this)), m_of(new QComboBox(this)), m_marked(new QCheckBox(this)), m_filter(new QLineEdit(this)),
      m_replications(new QSpinBox(this)), m_headline(new QLabel(this)), m_sentence(new QHBoxLayout), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Before and after"));
    build();
    m_none = makeNoScenario(desk, tr("Here you will see what a change comes to: latencies, requests over the SLO, cost, energy and carbon, before and after, each difference with its interval."), this);
    m_none->setMinimumHeight(80);
    m_wait = new EmptyState(QStringLiteral("whatif"), {}, {}, this, desk.context().actions.action(QStringLiteral("whatif.simulate")));
    m_wait->setMinimumHeight(80);
    for (QWidget *page : {m_page, m_none, static_cast<QWidget *>(m_wait)})
        m_stack->addWidget(page);
    setFocusProxy(m_table);
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::chosenChanged})
        connect(&desk, signal, this, &ComparisonPanel::followTree);
    for (const auto signal : {&WhatIfDesk::scenarioChanged, &WhatIfDesk::answerChanged})
        connect(&desk, signal, this, &ComparisonPanel::refresh);
    followTree();
}

void ComparisonPanel::build()
{
    auto *bar = new QWidget(m_page);
    auto *row = new FlowLayout(bar, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_before->setAccessibleName(tr("Before: the scenario that the chosen one is held against"));
    m_before->setToolTip(m_before->accessibleName());
    m_before->setMinimumContentsLength(16);
    m_before->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_of->addItem(tr("All"), -1);
    m_of->addItem(tr("All requests together"), static_cast<int>(ComparedRow::Of::Whole));
    m_of->addItem(tr("By operation"), static_cast<int>(ComparedRow::Of::Operation));
    m_of->addItem(tr("By service"), static_cast<int>(ComparedRow::Of::Service));
    m_of->setAccessibleName(tr("Of what"));
    m_marked->setText(tr("More than chance"));
    m_marked->setToolTip(text::toolTip(tr("Only differences whose interval leaves zero out")));
    m_filter->setPlaceholderText(tr("Find a name"));
    m_filter->setAccessibleName(tr("Find a name"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(150);
    m_replications->setRange(2, 1000);
    m_replications->setValue(static_cast<int>(m_desk.replications()));
    m_replications->setSuffix(tr(" replications"));
    m_replications->setKeyboardTracking(false);
    m_replications->setAccessibleName(tr("How often each scenario is simulated"));
    for (QWidget *widget : {static_cast<QWidget *>(m_before), static_cast<QWidget *>(m_of), static_cast<QWidget *>(m_marked), static_cast<QWidget *>(m_filter), static_cast<QWidget *>(m_replications)})
        row->addWidget(widget);
    for (const char *id : {"whatif.simulate", "whatif.exportComparison"})
        if (QAction *action = m_desk.context().actions.action(QLatin1String(id))) {
            auto *button = new QToolButton(bar);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
            button->setAccessibleName(action->text());
            row->addWidget(button);
        }
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setWordWrap(true);
    m_headline->setContentsMargins(theme::kMargin, 0, theme::kMargin, 0);
    m_headline->setAccessibleName(tr("In a sentence"));
    prepareTable(*m_table, tr("Before and after"));
    m_table->setModel(m_model);
    m_table->setTextElideMode(Qt::ElideMiddle); // names differ at their ends
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->horizontalHeader()->setSectionResizeMode(ComparisonTable::OfColumn, QHeaderView::Stretch);
    for (const auto &[column, digits] : {std::pair(ComparisonTable::QuantityColumn, 18), {ComparisonTable::BeforeColumn, 11}, {ComparisonTable::AfterColumn, 11}, {ComparisonTable::DifferenceColumn, 13}, {ComparisonTable::IntervalColumn, 24},
                                         {ComparisonTable::MarkColumn, 11}})
        m_table->setColumnWidth(column, digits * digit);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(bar);
    m_sentence->setContentsMargins(0, 0, theme::kMargin, 4);
    m_sentence->addWidget(m_headline, 1);
    page->addLayout(m_sentence);
    page->addWidget(m_table, 1);

    connect(m_before, &QComboBox::activated, this, [this] { m_desk.setBaseline(m_before->currentData().toLongLong()); });
    const auto show = [this] {
        const int of = m_of->currentData().toInt();
        m_model->setShown(of < 0 ? std::nullopt : std::optional(static_cast<ComparedRow::Of>(of)), m_marked->isChecked());
    };
    connect(m_of, &QComboBox::currentIndexChanged, this, show);
    connect(m_marked, &QCheckBox::toggled, this, show);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) { m_model->setFilter(text.trimmed()); });
    connect(m_replications, &QSpinBox::valueChanged, this, [this](int count) { m_desk.setReplications(static_cast<unsigned>(count)); });
}

void ComparisonPanel::addBadge(QWidget *badge) { m_sentence->addWidget(badge, 0, Qt::AlignVCenter); }

bool ComparisonPanel::showsTable() const { return m_stack->currentWidget() == m_page; }

void ComparisonPanel::followTree()
{
    m_before->clear();
    // That it is held against where nobody chose another.
    const engine::ScenarioRow *first = m_desk.row(m_desk.chosen());
    while (first != nullptr && first->parent != 0 && m_desk.row(first->parent) != nullptr)
        first = m_desk.row(first->parent);
    m_before->addItem(first == nullptr || first->stored.id == m_desk.chosen() ? tr("Before: nothing, a first one") : tr("Before: the first one, %1").arg(text::fromBytes(first->stored.name)), qint64{0});
    for (const engine::ScenarioRow &row : m_desk.rows())
        if (row.stored.id != m_desk.chosen())
            m_before->addItem(tr("Before: %1").arg(text::fromBytes(row.stored.name)), qint64{row.stored.id});
    m_before->setCurrentIndex(std::max(0, m_before->findData(qint64{m_desk.baselineId()})));
    refresh();
}

void ComparisonPanel::refresh()
{
    if (m_desk.rows().empty()) {
        m_stack->setCurrentWidget(m_none);
        return;
    }
    if (m_desk.answer() == nullptr) {
        const bool failed = m_desk.answerError().has_value() || m_desk.error().has_value();
        m_wait->setText(failed ? tr("Nothing was simulated") : m_desk.isSimulating() ? tr("Simulating …") : tr("Not simulated yet"),
                        failed ? text::render(m_desk.error() ? *m_desk.error() : *m_desk.answerError()) : tr("How far it is stands in the status bar."));
        m_stack->setCurrentWidget(m_wait);
        return;
    }
    m_stack->setCurrentWidget(m_page);
    m_headline->setText(headlineText());
    if (m_shown != m_desk.answer()) {
        m_shown = m_desk.answer();
        m_model->setRows(m_desk.comparison());
        for (const int column : {ComparisonTable::BeforeColumn, ComparisonTable::DifferenceColumn, ComparisonTable::IntervalColumn, ComparisonTable::MarkColumn})
            m_table->setColumnHidden(column, m_model->isAlone());
        m_marked->setEnabled(!m_model->isAlone());
    }
}

// "p99 1.2 s → 310 ms, over SLO 12.1 % → 0.3 %, cost 2 → 4": what people ask first.
QString ComparisonPanel::headlineText() const
{
    QStringList parts;
    for (const ComparedRow &row : m_desk.comparison()) {
        const bool asked = row.quantity == Quantity::P99 || row.quantity == Quantity::Violations || row.quantity == Quantity::Cost || row.quantity == Quantity::Carbon;
        if (row.of != ComparedRow::Of::Whole || !asked || !row.after)
            continue;
        const QString now = valueText(row.quantity, row.after->mean);
        parts << (row.before ? tr("%1 %2 → %3 %4").arg(quantityText(row.quantity), valueText(row.quantity, row.before->mean), now, markText(row.mark)).trimmed() : tr("%1 %2").arg(quantityText(row.quantity), now));
    }
    parts.replaceInStrings(QStringLiteral(" "), QString(QChar::Nbsp)); // what does not fit goes to the next line as a whole
    QString text = parts.join(QStringLiteral("  ·  "));
    if (!m_desk.isAnswerOfNow())
        text = (m_desk.answerError() ? tr("Of the scenario before; the newer one was not simulated: %1").arg(text::render(*m_desk.answerError())) : tr("Of the scenario before; the newer one is being simulated")) + QStringLiteral("  ·  ") + text;
    else if (m_desk.baselineAnswer() == nullptr)
        text = tr("A first scenario, held against nothing: fork it to see before and after") + QStringLiteral("  ·  ") + text;
    return text;
}

void ComparisonPanel::exportFile()
{
    if (m_model->all().empty())
        return;
    auto *dialog = makeFileDialog(window(), tr("Export before and after"), QFileInfo(m_desk.context().workspace.path()).path(), tr("Comma-separated values (*.csv)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("before-after.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &ComparisonPanel::exportTo);
    dialog->open();
}

void ComparisonPanel::exportTo(const QString &path)
{
    workspace::Workspace &workspace = m_desk.context().workspace;
    workspace.jobs().start<void>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [rows = m_model->all(), path](const Job &) -> Result<void> {
            QSaveFile file(path);
            const std::string text = engine::toCsv(rows);
            if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()) || !file.commit())
                return failure(ErrorCode::Unwritable, Message(CAUSEWAY_TEXT("The table was not written to %1"), path.toStdString()), Message(CAUSEWAY_TEXT("%1"), file.errorString().toStdString()));
            return {};
        },
        this, [&workspace, path] { workspace.reportNotice(Message(CAUSEWAY_TEXT("The table is written to %1."), path.toStdString())); });
}

} // namespace causeway::views
