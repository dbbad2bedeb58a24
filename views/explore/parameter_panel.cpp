#include "views/explore/parameter_panel.h"

#include <QClipboard>
#include <QFrame>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <mutex>

#include "app/workspace/workspace.h"
#include "storage/parameter_place.h"
#include "views/explore/number_chart.h"
#include "views/explore/pattern_edits.h"
#include "views/explore/value_bar.h"
#include "views/explore/value_dialog.h"
#include "views/shell/elided_label.h"
#include "views/text/parameter_types.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kShownValues = 5, kShownOutliers = 3;
constexpr std::size_t kListed = 1000; // values of a parameter in the list of all of them

QString count(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }

QString nameOf(const engine::ParameterSummary &summary) { return summary.name.empty() ? ParameterPanel::tr("Value %1").arg(summary.parameter + 1) : text::fromBytes(summary.name); }

// Else the pattern's text says it.
bool varies(const engine::ParameterSummary &summary) { return summary.shown.empty() || summary.shown.find("<*>") != std::string::npos; }

} // namespace

struct ParameterPanel::SoFar {
    std::mutex mutex;
    std::optional<engine::ParameterValuesResponse> values; // newest, not shown yet
};

ParameterPanel::ParameterPanel(ViewContext context, QWidget *parent) : QWidget(parent), m_context(context), m_edits(new PatternEdits(context, this)), m_name(new ElidedLabel(this)), m_note(new QLabel(this)), m_scroll(new QScrollArea(this))
{
    setAccessibleName(tr("Values of the chosen pattern"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->setSpacing(0);
    m_name->setFont(theme::monospaced());
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel *label : {static_cast<QLabel *>(m_name), m_note}) {
        label->setContentsMargins(theme::kGroup, theme::kGrid / 2, theme::kMargin, 0);
        layout->addWidget(label);
    }
    layout->addWidget(m_scroll, 1);
    setMinimumWidth(240);
    m_soon.setSingleShot(true);
    m_soon.setInterval(120);
    connect(&m_soon, &QTimer::timeout, this, &ParameterPanel::recompute);
    m_lookIn.setInterval(100);
    connect(&m_lookIn, &QTimer::timeout, this, &ParameterPanel::lookIn);
    using workspace::Workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::dataChanged, &Workspace::catalogChanged, &Workspace::filterResultChanged})
        connect(&context.workspace, signal, this, &ParameterPanel::invalidate);
    fill();
}

void ParameterPanel::setPattern(std::optional<TemplateId> id)
{
    if (id == m_id)
        return;
    m_id = id;
    m_stopped = false;
    m_shown.reset(); // those of another pattern would mislead
    fill();
    invalidate();
}

void ParameterPanel::setListed(bool listed, int chosen)
{
    m_listed = listed;
    m_chosen = chosen;
    nameIt();
}

void ParameterPanel::nameIt()
{
    const auto catalog = m_context.workspace.catalog();
    const bool known = m_id && catalog && catalog->find(*m_id) != nullptr;
    m_name->setVisible(known);
    if (known)
        m_name->setText(text::fromBytes(catalog->nameOf(*m_id)).replace(QStringLiteral("<*>"), QStringLiteral("‹*›")));
    const QString note = !known       ? QString()
                         : !m_listed  ? tr("Chosen, but not in the list as it is narrowed now.")
                         : m_chosen > 1 ? tr("One of the %1 chosen patterns: what the others would be merged into.").arg(text::number(std::int64_t{m_chosen}))
                                      : QString();
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void ParameterPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        m_soon.start();
}

void ParameterPanel::invalidate()
{
    m_stale = true;
    m_context.workspace.jobs().cancelKey("explore.parameters");
    m_lookIn.stop();
    m_soFar.reset();
    if (isVisible())
        m_soon.start();
}

void ParameterPanel::recompute()
{
    const workspace::ProjectData &open = m_context.workspace.data();
    if (!m_id || !open.reader || !open.catalog || open.catalog->find(*m_id) == nullptr) {
        m_stale = m_stopped = false;
        m_shown.reset();
        fill();
        return;
    }
    if (!m_context.workspace.hasFilterResult())
        return; // what was shown before stays until the filter is done
    m_stale = m_stopped = false;
    m_soFar = std::make_shared<SoFar>();
    engine::ParameterValuesRequest request;
    request.id = *m_id;
    request.range = m_context.workspace.filter().range;
    request.filter = m_context.workspace.filterResult();
    request.top = kListed;
    request.partial = [soFar = m_soFar](engine::ParameterValuesResponse values) {
        const std::lock_guard lock(soFar->mutex);
        soFar->values = std::move(values);
    };
    m_lookIn.start();
    const auto ended = [this] {
        m_lookIn.stop();
        m_soFar.reset();
    };
    m_context.workspace.jobs().start<engine::ParameterValuesResponse>(
        {.key = "explore.parameters", .title = Message(CAUSEWAY_TEXT("Count values"))},
        [reader = open.reader, catalog = open.catalog, request](const Job &job) { return engine::parameterValues(*reader, *catalog, request, job); }, this,
        [this, ended](engine::ParameterValuesResponse response) {
            ended();
            m_shown = std::move(response);
            fill();
        },
        [this, ended](const Error &error) {
            ended();
            m_stopped = true;
            fill();
            if (error.code != ErrorCode::Cancelled)
                Q_EMIT m_context.workspace.jobs().errorReported(error);
        });
    if (!m_shown)
        fill();
}

void ParameterPanel::lookIn()
{
    // A bar that is pressed must live until it is released.
    if (!m_soFar || QGuiApplication::mouseButtons() != Qt::NoButton)
        return;
    std::optional<engine::ParameterValuesResponse> values;
    {
        const std::lock_guard lock(m_soFar->mutex);
        values.swap(m_soFar->values);
    }
    if (!values)
        return;
    m_shown = std::move(values);
    fill();
}

void ParameterPanel::filterTo(std::uint32_t parameter, const std::string &value)
{
    if (!m_shown)
        return;
    storage::Filter filter = m_context.workspace.filter();
    std::erase_if(filter.parameters, [&](const storage::ParameterCondition &c) { return c.id == m_shown->id && c.parameter == parameter; });
    const workspace::ProjectData &open = m_context.workspace.data();
    if (!open.catalog || !open.snapshot)
        return;
    filter.parameters.push_back(storage::placedCondition(*open.catalog, *open.snapshot, m_shown->id, parameter, value));
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
}

void ParameterPanel::addActions(QMenu &menu, std::uint32_t parameter, const std::string &value)
{
    if (!m_shown)
        return;
    menu.setToolTipsVisible(true);
    menu.addAction(tr("Show only these lines"), this, [this, parameter, value] { filterTo(parameter, value); });
    const QString why = m_edits->whyNotSplit(m_shown->id, parameter, value);
    QAction *split = menu.addAction(why.isEmpty() ? tr("Split the pattern by it") : tr("Split the pattern by it – %1").arg(why), this,
                                    [this, id = m_shown->id, parameter, value] { m_edits->splitByValue(id, parameter, value); });
    split->setEnabled(why.isEmpty());
    split->setToolTip(text::toolTip(why.isEmpty() ? tr("The lines with this value become a pattern of their own.") : tr("Not now: %1").arg(why)));
    menu.addSeparator();
    menu.addAction(theme::icon(QStringLiteral("copy")), tr("Copy the value"), this, [value] { QGuiApplication::clipboard()->setText(text::fromBytes(value)); });
}

void ParameterPanel::addMore(const engine::ParameterSummary &summary, const QString &text)
{
    auto *more = new QToolButton(m_content);
    more->setText(text);
    more->setAutoRaise(true);
    more->setFocusPolicy(Qt::StrongFocus);
    more->setAccessibleName(tr("%1: %2").arg(nameOf(summary), text));
    more->setToolTip(text::toolTip(tr("Lists all counted values, to search and filter to one")));
    connect(more, &QToolButton::clicked, this, [this, summary] {
        const std::uint32_t parameter = summary.parameter;
        auto *dialog = new ValueDialog(summary, nameOf(summary), [this, parameter](QMenu &menu, const std::string &value) { addActions(menu, parameter, value); }, window());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &ValueDialog::chosen, this, [this, parameter](const std::string &value) { filterTo(parameter, value); });
        dialog->open();
    });
    m_rows->addWidget(more, 0, Qt::AlignLeft);
}

void ParameterPanel::say(const QString &text)
{
    auto *label = new QLabel(text, m_content);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    m_rows->addWidget(label);
}

void ParameterPanel::fill()
{
    nameIt();
    const int scrolled = m_shown ? m_scroll->verticalScrollBar()->value() : 0;
    // A new one in one go: no flicker, and no bar that is clicked goes while it is in its own signal.
    m_content = new QWidget;
    m_rows = new QVBoxLayout(m_content);
    m_rows->setContentsMargins(theme::kGroup, theme::kGrid / 2, theme::kMargin, theme::kMargin);
    m_rows->setSpacing(2);
    if (m_shown && m_shown->share < 1)
        say((m_stopped ? tr("Stopped: %1 of the lines are counted.") : tr("Counting: %1 of the lines so far.")).arg(text::percent(m_shown->share)));
    if (!m_shown && !m_stopped)
        say(m_id ? tr("Counting values …") : tr("Choose a pattern to see the values of its parameters."));
    else if (!m_shown)
        say(tr("Values are not counted."));
    else if (std::none_of(m_shown->parameters.begin(), m_shown->parameters.end(), varies))
        say(tr("This pattern has no parameters: all of its lines read the same."));
    else if (m_shown->events == 0)
        say(tr("Under this filter no line has this pattern."));
    else {
        for (const engine::ParameterSummary &summary : m_shown->parameters)
            if (varies(summary))
                addParameter(summary);
        if (m_shown->unreadable > 0) {
            m_rows->addSpacing(theme::kGrid);
            say(m_shown->unreadable == 1 ? tr("One of %1 lines was put into this pattern by hand and is not written like it: its values are not counted.").arg(count(m_shown->events))
                                         : tr("%1 of %2 lines were put into this pattern by hand and are not written like it: their values are not counted.").arg(count(m_shown->unreadable), count(m_shown->events)));
        }
    }
    if (m_stopped) {
        auto *again = new QPushButton(tr("Count again"), m_content);
        again->setAccessibleName(again->text());
        again->setToolTip(tr("Counts the values of this pattern from the start"));
        connect(again, &QPushButton::clicked, this, &ParameterPanel::recompute);
        m_rows->addWidget(again, 0, Qt::AlignLeft);
    }
    m_rows->addStretch(1);
    if (QWidget *before = m_scroll->takeWidget())
        before->deleteLater();
    m_scroll->setWidget(m_content);
    m_rows->activate();
    m_scroll->verticalScrollBar()->setValue(scrolled);
}

void ParameterPanel::addParameter(const engine::ParameterSummary &summary)
{
    if (summary.parameter > 0)
        m_rows->addSpacing(theme::kGrid);
    auto *title = new QHBoxLayout;
    auto *name = new ElidedLabel(m_content);
    name->setText(nameOf(summary));
    QFont bold = name->font();
    bold.setBold(true);
    name->setFont(bold);
    auto *facts = new QLabel(tr("%1 · %2").arg(text::parameterTypeName(summary.type), summary.more ? tr("over %1 different").arg(count(summary.distinct)) : summary.distinct == 1 ? tr("always the same") : tr("%1 different").arg(count(summary.distinct))), m_content);
    facts->setTextFormat(Qt::PlainText);
    facts->setForegroundRole(QPalette::PlaceholderText);
    title->addWidget(name, 1);
    title->addWidget(facts);
    m_rows->addLayout(title);

    const std::uint32_t parameter = summary.parameter;
    const auto addBar = [&](const engine::ParameterValue &value, const QString &shown, double share, bool warning, const QString &tip) {
        auto *bar = new ValueBar(shown, count(value.count), share, warning, m_content);
        bar->setToolTip(text::toolTip(tip + QLatin1Char('\n') + tr("Click to show these lines only, right click for more")));
        bar->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(bar, &QWidget::customContextMenuRequested, this, [this, bar, parameter, text = value.text](const QPoint &position) {
            auto *menu = new QMenu(this); // the bar may go while it is open
            menu->setAttribute(Qt::WA_DeleteOnClose);
            addActions(*menu, parameter, text);
            menu->popup(bar->mapToGlobal(position));
        });
        connect(bar, &QAbstractButton::clicked, this, [this, parameter, text = value.text] { filterTo(parameter, text); });
        m_rows->addWidget(bar);
    };
    // One number of many says little; a few do.
    const bool chart = summary.numbers && summary.numbers->count > 0 && summary.distinct > kShownValues;
    if (chart) {
        m_rows->addWidget(new NumberChart(*summary.numbers, m_content));
        const auto &outliers = summary.numbers->outliers;
        if (!outliers.empty()) {
            say(tr("%1 far out").arg((summary.numbers->approximate ? tr("At least %1") : QStringLiteral("%1")).arg(count(summary.numbers->outlierEvents))));
            for (std::size_t i = 0; i < std::min(kShownOutliers, outliers.size()); ++i)
                addBar(outliers[i].is, valueText(outliers[i].is.text), 0, true,
                       tr("%1 lies more than three times the middle half's width (%2 – %3) outside of it.")
                           .arg(valueText(outliers[i].is.text), spreadText(summary.numbers->p25, summary.numbers->unit), spreadText(summary.numbers->p75, summary.numbers->unit)));
        }
        if (summary.numbers->others > 0)
            say(summary.numbers->others == 1 ? tr("1 value is no number") : tr("%1 values are no numbers").arg(count(summary.numbers->others)));
        addMore(summary, summary.more ? tr("Values that came first, as a list…") : text::render(Message(CAUSEWAY_TEXT("All %1{value|values} as a list…"), summary.distinct)));
        return;
    }
    const std::size_t shown = std::min(kShownValues, summary.top.size());
    std::uint64_t told = 0;
    for (std::size_t i = 0; i < shown; ++i) {
        const engine::ParameterValue &value = summary.top[i];
        const double share = static_cast<double>(value.count) / static_cast<double>(std::max<std::uint64_t>(summary.count, 1));
        told += value.count;
        addBar(value, valueText(value.text), share, false, (summary.count == 1 ? tr("%1\nThe only line").arg(valueText(value.text)) : tr("%1\n%2 of %3 lines (%4)").arg(valueText(value.text), count(value.count), count(summary.count), text::percent(share))));
    }
    if (summary.count > told) {
        const auto rest = summary.count - told;
        addMore(summary, summary.more ? text::render(Message(CAUSEWAY_TEXT("Over %1 more values, in %2{line|lines}…"), summary.distinct - shown, rest))
                                      : text::render(Message(CAUSEWAY_TEXT("%1{more value|more values}, in %2{line|lines}…"), summary.distinct - shown, rest)));
    }
}

} // namespace causeway::views
