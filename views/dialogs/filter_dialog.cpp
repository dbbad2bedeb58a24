#include "views/dialogs/filter_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "storage/text_matcher.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

FilterDialog::FilterDialog(ViewContext context, QWidget *parent)
    : QDialog(parent), m_context(context), m_level(new QComboBox(this)), m_source(new QComboBox(this)), m_text(new QLineEdit(this)),
      m_component(new QLineEdit(this)), m_problem(new QLabel(this)), m_apply(nullptr), m_regex(new QCheckBox(tr("&Regular expression"), this)), m_case(new QCheckBox(tr("&Match case"), this)),
      m_not(new QCheckBox(tr("&Events without it"), this))
{
    setWindowTitle(tr("Add conditions"));
    const storage::Filter &now = m_context.workspace.filter();
    auto *form = new QFormLayout(this);
    form->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);

    m_level->addItem(tr("any"), -1);
    for (const Level level : {Level::Trace, Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Fatal})
        m_level->addItem(tr("%1 and above").arg(text::levelName(level)), static_cast<int>(level));
    if (!now.levels.empty())
        m_level->setCurrentIndex(std::max(0, m_level->findData(static_cast<int>(*std::min_element(now.levels.begin(), now.levels.end())))));
    form->addRow(tr("&Level"), m_level);

    m_text->setMinimumWidth(320);
    m_text->setFont(theme::monospaced());
    form->addRow(tr("&Text"), m_text);
    auto *options = new QHBoxLayout;
    options->addWidget(m_regex);
    options->addWidget(m_case);
    options->addWidget(m_not);
    options->addStretch(1);
    form->addRow(QString(), options);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(3 * m_problem->fontMetrics().lineSpacing()); // a dialog does not grow for a longer text
    m_problem->setAccessibleName(tr("What is wrong with the text"));
    QPalette colors = m_problem->palette();
    colors.setColor(QPalette::WindowText, theme::color(theme::Tone::Error));
    m_problem->setPalette(colors);
    m_problem->hide();
    form->addRow(QString(), m_problem);

    form->addRow(tr("&Component"), m_component);
    m_component->setPlaceholderText(tr("as it is written in the line"));

    m_source->addItem(tr("any"), 0u);
    if (const auto snapshot = m_context.workspace.snapshot())
        for (const storage::SourceInfo &source : snapshot->sources)
            m_source->addItem(text::fromBytes(source.name), source.id.value);
    if (now.sources.size() == 1)
        m_source->setCurrentIndex(std::max(0, m_source->findData(now.sources.front().value)));
    form->addRow(tr("&Source"), m_source);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_apply = buttons->addButton(tr("Apply"), QDialogButtonBox::AcceptRole);
    m_apply->setDefault(true);
    connect(m_text, &QLineEdit::textChanged, this, &FilterDialog::check);
    for (QCheckBox *box : {m_regex, m_case, m_not})
        connect(box, &QCheckBox::toggled, this, &FilterDialog::check);
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &FilterDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_text->setFocus();
}

storage::TextCondition FilterDialog::condition() const
{
    storage::TextCondition condition;
    condition.pattern = m_text->text().toStdString();
    condition.regex = m_regex->isChecked();
    condition.caseSensitive = m_case->isChecked();
    condition.negated = m_not->isChecked();
    return condition;
}

void FilterDialog::check()
{
    const auto valid = m_text->text().isEmpty() ? Result<void>() : storage::TextMatcher::make(condition()).map([](const auto &) {});
    m_problem->setVisible(!valid);
    if (!valid)
        m_problem->setText(text::render(valid.error()));
    m_apply->setEnabled(valid.has_value());
    m_apply->setToolTip(valid ? QString() : tr("Put the expression right first"));
}

void FilterDialog::apply()
{
    check();
    if (!m_apply->isEnabled())
        return;
    storage::Filter filter = m_context.workspace.filter();
    filter.levels.clear();
    if (const int least = m_level->currentData().toInt(); least >= 0)
        for (int level = least; level < static_cast<int>(kLevelCount); ++level)
            filter.levels.push_back(static_cast<Level>(level));
    if (!m_text->text().isEmpty()) {
        const storage::TextCondition wanted = condition();
        if (std::find(filter.texts.begin(), filter.texts.end(), wanted) == filter.texts.end())
            filter.texts.push_back(wanted);
    }
    if (const std::string component = m_component->text().trimmed().toStdString(); !component.empty() &&
        std::find(filter.components.begin(), filter.components.end(), component) == filter.components.end())
        filter.components.push_back(component);
    if (const unsigned source = m_source->currentData().toUInt(); source != 0)
        filter.sources = {SourceId(source)};
    else if (filter.sources.size() == 1)
        filter.sources.clear();
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
    accept();
}

} // namespace causeway::views
