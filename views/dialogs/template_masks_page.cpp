#include "views/dialogs/template_masks_page.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QTreeWidget>

#include <algorithm>
#include <memory>

#include "app/workspace/workspace.h"
#include "views/text/parameter_types.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

enum Column { Expression, Source, Name, Type, Messages, Columns };
constexpr int kPause = 300; // ms
constexpr int kOpenChanges = 50;

void setReason(QWidget *widget, const QString &plain, const QString &whyNot)
{
    widget->setEnabled(whyNot.isEmpty());
    widget->setToolTip(whyNot.isEmpty() ? plain : plain + QStringLiteral("\n") + whyNot);
}

QString summaryOf(const engine::MaskDifference &difference)
{
    const QString number = text::render(Message(CAUSEWAY_TEXT("%1{pattern|patterns} would become %2"), difference.templatesBefore, difference.templatesAfter));
    const QString made = text::render(Message(CAUSEWAY_TEXT("%1 merged, %2 split, %3 regrouped"), difference.merged, difference.split, difference.regrouped));
    const QString kept = text::render(Message(CAUSEWAY_TEXT("%1 with another text, %2 with other parameters"), difference.rewritten, difference.renamed));
    return TemplateMasksPage::tr("%1: %2, %3; %4.").arg(number, made, kept, text::render(Message(CAUSEWAY_TEXT("%1{message|messages}"), difference.messages)));
}

} // namespace

TemplateMasksPage::TemplateMasksPage(workspace::Workspace &workspace, QWidget *parent)
    : QWidget(parent), m_workspace(workspace), m_table(new QTableWidget(0, Columns, this)), m_pattern(new QLineEdit(this)), m_name(new QLineEdit(this)),
      m_source(new QComboBox(this)), m_type(new QComboBox(this)), m_add(new QPushButton(tr("A&dd"), this)), m_remove(new QPushButton(tr("&Remove"), this)), m_apply(new QPushButton(tr("&Apply"), this)),
      m_discard(new QPushButton(tr("Di&scard"), this)), m_why(new QLabel(this)), m_problem(new QLabel(this)), m_unused(new QLabel(this)), m_summary(new QLabel(this)), m_changes(new QTreeWidget(this))
{
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(kPause);
    connect(&m_typing, &QTimer::timeout, this, &TemplateMasksPage::look);
    connect(&m_workspace, &workspace::Workspace::projectChanged, this, &TemplateMasksPage::load);
    connect(&m_workspace, &workspace::Workspace::catalogChanged, this, [this] {
        if (!isChanged())
            load();
    });
    load();
}

void TemplateMasksPage::build()
{
    auto *column = new QVBoxLayout(this);
    m_why->setText(tr("A mask says that what an expression matches in a message is one parameter. It holds where a match covers whole values, words and "
                      "punctuation, at the same place whichever of the known values stand there. Of two masks that match the same the upper one has it. "
                      "Events stay as they are; masks belong to the open project."));
    m_summary->setAccessibleName(tr("What would change, in short"));
    for (QLabel *label : {m_why, m_problem, m_unused, m_summary}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    column->addWidget(m_why);

    m_table->setAccessibleName(tr("Masks"));
    m_table->setToolTip(tr("The project's masks; the chosen one is edited below"));
    m_table->setHorizontalHeaderLabels({tr("Expression"), tr("Source"), tr("Parameter"), tr("Type"), tr("Messages")});
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(Expression, QHeaderView::Stretch);
    m_table->horizontalHeaderItem(Messages)->setToolTip(tr("Messages in which it makes a parameter"));
    m_table->horizontalHeaderItem(Messages)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setMinimumSectionSize(1); // the style's would be half as high again
    m_table->verticalHeader()->setDefaultSectionSize(std::max(m_table->fontMetrics().height(), QFontMetrics(theme::monospaced()).height()) + 4);
    m_table->setMinimumHeight(96);
    column->addWidget(m_table, 1);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    column->addLayout(buttons);

    auto *form = new QFormLayout;
    m_pattern->setFont(theme::monospaced());
    m_pattern->setAccessibleName(tr("Expression of the mask"));
    m_source->setAccessibleName(tr("Source the mask is for"));
    m_name->setAccessibleName(tr("Name of the parameter"));
    m_name->setPlaceholderText(tr("named as others are"));
    m_type->setAccessibleName(tr("Type of the parameter"));
    m_type->addItem(tr("as its values look"), -1);
    using enum templates::ParameterType;
    for (const templates::ParameterType type : {Integer, Decimal, Duration, Size, Hex, Id, Ip, Host, Path, Url, Time, Word, Text})
        m_type->addItem(text::parameterTypeName(type), static_cast<int>(type));
    form->addRow(tr("&Expression"), m_pattern);
    m_problem->setAccessibleName(tr("What is wrong with the mask"));
    QPalette colors = m_problem->palette();
    colors.setColor(QPalette::WindowText, theme::color(theme::Tone::Error));
    m_problem->setPalette(colors);
    m_problem->hide();
    form->addRow(QString(), m_problem);
    m_unused->setAccessibleName(tr("Why nothing comes of the mask"));
    m_unused->hide();
    form->addRow(QString(), m_unused);
    auto *rest = new QHBoxLayout;
    rest->addWidget(m_source, 1);
    auto *nameLabel = new QLabel(tr("&Parameter"), this);
    nameLabel->setBuddy(m_name);
    rest->addWidget(nameLabel);
    rest->addWidget(m_name, 1);
    auto *typeLabel = new QLabel(tr("T&ype"), this);
    typeLabel->setBuddy(m_type);
    rest->addWidget(typeLabel);
    rest->addWidget(m_type, 1);
    auto *sourceLabel = new QLabel(tr("S&ource"), this);
    sourceLabel->setBuddy(m_source);
    form->addRow(sourceLabel, rest);
    column->addLayout(form);

    column->addWidget(m_summary);
    m_changes->setAccessibleName(tr("What would change"));
    m_changes->setToolTip(tr("Patterns before (−) and after (+)"));
    m_changes->setColumnCount(2);
    m_changes->setHeaderLabels({tr("Pattern"), tr("Messages")});
    m_changes->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    m_changes->header()->setStretchLastSection(false);
    m_changes->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_changes->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_changes->setMinimumHeight(120);
    column->addWidget(m_changes, 1);

    auto *end = new QHBoxLayout;
    end->addStretch(1);
    end->addWidget(m_discard);
    end->addWidget(m_apply);
    column->addLayout(end);

    for (QPushButton *button : {m_add, m_remove, m_apply, m_discard}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text().remove(QLatin1Char('&')));
    }
    connect(m_add, &QPushButton::clicked, this, &TemplateMasksPage::add);
    connect(m_remove, &QPushButton::clicked, this, &TemplateMasksPage::remove);
    connect(m_apply, &QPushButton::clicked, this, &TemplateMasksPage::apply);
    connect(m_discard, &QPushButton::clicked, this, &TemplateMasksPage::discard);
    connect(m_pattern, &QLineEdit::textEdited, this, &TemplateMasksPage::edited);
    connect(m_name, &QLineEdit::textEdited, this, &TemplateMasksPage::edited);
    connect(m_source, &QComboBox::activated, this, &TemplateMasksPage::edited);
    connect(m_type, &QComboBox::activated, this, &TemplateMasksPage::edited);
    connect(m_table, &QTableWidget::currentCellChanged, this, [this](int row) {
        if (!m_filling)
            showMask(row);
    });
}

int TemplateMasksPage::current() const
{
    const int row = m_table->currentRow();
    return row >= 0 && row < static_cast<int>(m_masks.size()) ? row : -1;
}

void TemplateMasksPage::load()
{
    const auto project = m_workspace.data().project;
    if (project != m_project || project == nullptr) {
        m_masks.clear();
        m_stored.clear();
        m_project.reset();
        fillTable();
    }
    {
        const QSignalBlocker quiet(m_source);
        m_source->clear();
        m_source->addItem(tr("all"), QByteArray());
        if (const auto snapshot = m_workspace.snapshot())
            for (const storage::SourceInfo &source : snapshot->sources)
                m_source->addItem(text::fromBytes(source.name), QByteArray::fromStdString(source.name));
    }
    refresh();
    if (project == nullptr)
        return;
    m_workspace.jobs().start<std::vector<storage::TemplateMask>>(
        {.key = "settings.masks.load", .title = Message(CAUSEWAY_TEXT("Read the masks for patterns")), .quiet = true}, [project](const Job &) { return engine::listMasks(*project); },
        this, [this, project](std::vector<storage::TemplateMask> masks) {
            if (project != m_workspace.data().project || (m_project == project && isChanged()))
                return;
            if (m_masks != masks)
                m_applied.clear();
            m_project = project;
            m_masks = m_stored = std::move(masks);
            fillTable();
            refresh();
            look();
        });
}

void TemplateMasksPage::fillTable()
{
    const int row = m_table->currentRow();
    m_uses.clear(); // of masks in another order, or others
    m_filling = true;
    m_table->setRowCount(static_cast<int>(m_masks.size()));
    for (int i = 0; i < static_cast<int>(m_masks.size()); ++i)
        fillRow(i);
    m_table->setCurrentCell(std::clamp(row, 0, std::max(0, m_table->rowCount() - 1)), 0);
    m_filling = false;
    showMask(m_table->currentRow());
}

void TemplateMasksPage::fillRow(int row)
{
    const storage::TemplateMask &mask = m_masks[static_cast<std::size_t>(row)];
    const QString texts[] = {text::fromBytes(mask.mask.pattern), mask.source.empty() ? tr("all") : text::fromBytes(mask.source), text::fromBytes(mask.mask.name),
                             mask.mask.type ? text::parameterTypeName(*mask.mask.type) : QString(), QString()};
    for (int column = 0; column < Columns; ++column) {
        auto *item = new QTableWidgetItem(texts[column]);
        item->setToolTip(text::toolTip(texts[column]));
        if (column == Expression)
            item->setFont(theme::monospaced());
        if (column == Messages)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_table->setItem(row, column, item);
    }
}

void TemplateMasksPage::showMask(int row)
{
    const bool any = row >= 0 && row < static_cast<int>(m_masks.size());
    const storage::TemplateMask mask = any ? m_masks[static_cast<std::size_t>(row)] : storage::TemplateMask();
    m_pattern->setText(QString::fromStdString(mask.mask.pattern));
    m_name->setText(QString::fromStdString(mask.mask.name));
    int at = m_source->findData(QByteArray::fromStdString(mask.source));
    if (at < 0) {
        // A source that is not in the project any more stays what it is.
        m_source->addItem(tr("%1 (not in the project)").arg(text::fromBytes(mask.source)), QByteArray::fromStdString(mask.source));
        at = m_source->count() - 1;
    }
    m_source->setCurrentIndex(at);
    m_type->setCurrentIndex(m_type->findData(mask.mask.type ? static_cast<int>(*mask.mask.type) : -1));
    refresh();
}

std::optional<Error> TemplateMasksPage::problemOf(std::size_t row) const
{
    const auto compiled = templates::CompiledMasks::compile({&m_masks[row].mask, 1});
    return compiled ? std::nullopt : std::optional(compiled.error());
}

void TemplateMasksPage::edited()
{
    const int row = current();
    if (row < 0)
        return;
    storage::TemplateMask &mask = m_masks[static_cast<std::size_t>(row)];
    mask.mask.pattern = m_pattern->text().toStdString();
    mask.mask.name = m_name->text().toStdString();
    mask.source = m_source->currentData().toByteArray().toStdString();
    const int type = m_type->currentData().toInt();
    mask.mask.type = type < 0 ? std::nullopt : std::optional(static_cast<templates::ParameterType>(type));
    fillRow(row);
    m_uses.clear();
    refresh();
    m_typing.start();
}

void TemplateMasksPage::add()
{
    m_masks.push_back({});
    fillTable();
    m_table->setCurrentCell(m_table->rowCount() - 1, 0);
    showMask(m_table->currentRow());
    m_pattern->setFocus();
    m_typing.start();
}

void TemplateMasksPage::remove()
{
    if (current() < 0)
        return;
    m_masks.erase(m_masks.begin() + current());
    fillTable();
    m_typing.start();
}

void TemplateMasksPage::discard()
{
    m_masks = m_stored;
    fillTable();
    m_typing.start();
}

QString TemplateMasksPage::whyClosed() const
{
    if (m_workspace.data().project == nullptr)
        return tr("Masks belong to a project, and no project is open.");
    if (m_project == nullptr)
        return tr("The masks are being read.");
    return m_applying ? tr("The masks are being applied.") : QString();
}

QString TemplateMasksPage::whyNotApply() const
{
    if (const QString closed = whyClosed(); !closed.isEmpty())
        return closed;
    if (!isChanged())
        return tr("Nothing is changed.");
    for (std::size_t i = 0; i < m_masks.size(); ++i)
        if (problemOf(i))
            return m_masks[i].mask.pattern.empty() ? tr("Write the expression of mask %1 first.").arg(i + 1) : tr("Put mask %1 right first.").arg(i + 1);
    return {};
}

void TemplateMasksPage::refresh()
{
    const QString closed = whyClosed();
    const int row = current();
    const auto problem = row >= 0 ? problemOf(static_cast<std::size_t>(row)) : std::nullopt;
    // One that is not written yet is not wrong yet.
    const bool told = problem && !m_masks[static_cast<std::size_t>(row)].mask.pattern.empty();
    m_problem->setVisible(told);
    if (told) {
        const bool placed = problem->where.byte >= 0;
        const QString why = text::render(problem->why.empty() ? problem->what : problem->why);
        const std::string &pattern = m_masks[static_cast<std::size_t>(row)].mask.pattern;
        const auto character = placed ? QString::fromStdString(pattern.substr(0, static_cast<std::size_t>(problem->where.byte))).size() + 1 : 0;
        m_problem->setText(placed ? tr("%1, at character %2").arg(why).arg(character) : why);
    }
    showUnused();
    const QString none = !closed.isEmpty() ? closed : row < 0 ? tr("Add a mask first.") : QString();
    setReason(m_pattern, tr("RE2, matched against the message: no look-ahead, no back references"), none);
    setReason(m_source, tr("Whose messages it is for"), none);
    setReason(m_name, tr("What the parameter is called in patterns"), none);
    setReason(m_type, tr("What its values are: numbers, durations and sizes are charted"), none);
    setReason(m_table, tr("The project's masks; the chosen one is edited below"), closed);
    setReason(m_changes, tr("Patterns before (−) and after (+)"), closed);
    setReason(m_add, tr("A new mask"), !closed.isEmpty() ? closed : m_masks.size() >= templates::kMaskLimit ? tr("There may be %1 masks.").arg(templates::kMaskLimit) : QString());
    setReason(m_remove, tr("Takes the chosen mask away"), none);
    const QString same = !closed.isEmpty() ? closed : isChanged() ? QString() : tr("Nothing is changed.");
    setReason(m_discard, tr("The masks as they are in the project"), same);
    setReason(m_apply, tr("Makes these the project's masks; Undo takes it back"), whyNotApply());
    if (!closed.isEmpty()) {
        m_summary->setText(closed);
        if (m_project == nullptr)
            m_changes->clear();
    }
}

void TemplateMasksPage::showUnused()
{
    const int row = current();
    const auto at = static_cast<std::size_t>(std::max(row, 0));
    const bool unused = row >= 0 && at < m_uses.size() && m_uses[at].messages == 0 && !m_masks[at].mask.pattern.empty();
    m_unused->setVisible(unused);
    if (!unused)
        return;
    const auto messages = static_cast<std::int64_t>(m_uses[at].withoutUse);
    QString said = messages == 0 ? tr("It matches in no message.")
                                 : text::render(Message(CAUSEWAY_TEXT("It matches in %1{message|messages}, but covers no whole value or word there, so nothing becomes a parameter. "
                                                                      "Write it longer, for example with [^ ]* at its ends."),
                                                        messages));
    if (messages > 0 && row > 0)
        said += QLatin1Char(' ') + tr("Or a mask above it has what it matches.");
    m_unused->setText(said);
}

void TemplateMasksPage::look()
{
    m_typing.stop();
    if (m_project == nullptr)
        return;
    if (isChanged())
        m_applied.clear();
    for (std::size_t i = 0; i < m_masks.size(); ++i)
        if (problemOf(i)) {
            m_workspace.jobs().cancelKey("settings.masks.preview");
            m_changes->clear();
            m_summary->setText(m_masks[i].mask.pattern.empty() ? tr("What would change is shown when mask %1 is written.").arg(i + 1) : tr("What would change is shown when mask %1 is right.").arg(i + 1));
            return;
        }
    if (!isChanged() && m_masks.empty()) {
        m_workspace.jobs().cancelKey("settings.masks.preview");
        m_changes->clear();
        m_summary->setText(!m_applied.isEmpty() ? m_applied : tr("There are no masks. What one would change is shown here before it is applied."));
        return;
    }
    m_summary->setText(!m_applied.isEmpty() ? m_applied : tr("Looking at what would change…"));
    const auto project = m_project;
    using Difference = std::shared_ptr<const engine::MaskDifference>;
    m_workspace.jobs().start<Difference>(
        {.key = "settings.masks.preview", .title = Message(CAUSEWAY_TEXT("Preview masks for patterns"))},
        [project, masks = m_masks](const Job &job) -> Result<Difference> {
            CAUSEWAY_ASSIGN(auto difference, engine::previewMasks(*project, masks, 0, job));
            return std::make_shared<const engine::MaskDifference>(std::move(difference));
        },
        this,
        [this, masks = m_masks](const Difference &difference) {
            if (masks == m_masks)
                showDifference(*difference);
        },
        [this](const Error &error) { m_summary->setText(text::render(error)); });
}

void TemplateMasksPage::showDifference(const engine::MaskDifference &difference)
{
    m_changes->clear();
    m_uses = difference.uses;
    showUnused();
    for (std::size_t i = 0; i < difference.uses.size() && i < m_masks.size(); ++i)
        m_table->item(static_cast<int>(i), Messages)->setText(text::number(static_cast<std::int64_t>(difference.uses[i].messages)));
    const auto count = [](std::uint64_t number) { return text::number(static_cast<std::int64_t>(number)); };
    if (difference.total() == 0)
        m_summary->setText(isChanged() ? tr("No pattern would change.") : !m_applied.isEmpty() ? m_applied : tr("These masks are applied."));
    else
        m_summary->setText(summaryOf(difference));
    using Kind = engine::TemplateChange::Kind;
    for (const engine::TemplateChange &change : difference.changes) {
        const QString kind = change.kind == Kind::Merged ? tr("Merged") : change.kind == Kind::Split ? tr("Split") : change.kind == Kind::Regrouped ? tr("Regrouped") : change.kind == Kind::Renamed ? tr("Other parameters") : tr("Another text");
        auto *top = new QTreeWidgetItem(m_changes, {tr("%1: %2 → %3").arg(kind, count(change.beforeTotal), count(change.afterTotal)), count(change.messages)});
        top->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        const auto sides = [&](const QString &sign, const std::vector<engine::TemplateChange::Side> &list, std::uint64_t total) {
            for (const auto &side : list) {
                const QString line = text::fromBytes(side.named);
                auto *item = new QTreeWidgetItem(top, {sign + QLatin1Char(' ') + line, count(side.count)});
                item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
                item->setFont(0, theme::monospaced());
                item->setToolTip(0, text::toolTip(line));
            }
            if (total > list.size())
                new QTreeWidgetItem(top, {tr("%1 and %2 more").arg(sign, count(total - list.size()))});
        };
        sides(QStringLiteral("−"), change.before, change.beforeTotal);
        sides(QStringLiteral("+"), change.after, change.afterTotal);
        top->setExpanded(m_changes->topLevelItemCount() <= kOpenChanges);
    }
    if (difference.total() > difference.changes.size())
        new QTreeWidgetItem(m_changes, {text::render(Message(CAUSEWAY_TEXT("and %1{more change|more changes}"), difference.total() - difference.changes.size()))});
}

void TemplateMasksPage::apply()
{
    refresh();
    if (!m_apply->isEnabled())
        return;
    m_applying = true;
    m_typing.stop();
    m_workspace.jobs().cancelKey("settings.masks.preview");
    refresh();
    const auto project = m_project;
    using Counts = std::pair<std::uint64_t, std::uint64_t>; // of templates, before and after
    m_workspace.jobs().start<Counts>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Apply masks for patterns")), .lane = workspace::JobOptions::Lane::Edits},
        [project, masks = m_masks](const Job &job) -> Result<Counts> {
            CAUSEWAY_ASSIGN(const engine::SetMasksResponse response, engine::setMasks(*project, masks, 0, job));
            return Counts(response.difference.templatesBefore, response.difference.templatesAfter);
        },
        this,
        [this, project, masks = m_masks](const Counts &counts) {
            m_applying = false;
            m_workspace.edited();
            if (project != m_project) {
                Q_EMIT applied();
                return;
            }
            m_stored = masks;
            m_changes->clear();
            refresh();
            m_applied = text::render(Message(CAUSEWAY_TEXT("Applied: %1{pattern|patterns} became %2. Undo takes it back."), counts.first, counts.second));
            m_summary->setText(m_applied);
            Q_EMIT applied();
        },
        [this](const Error &error) {
            m_applying = false;
            refresh();
            m_summary->setText(text::render(error));
            Q_EMIT applyFailed();
        });
}

} // namespace causeway::views
