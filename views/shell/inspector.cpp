#include "views/shell/inspector.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/shell/empty_state.h"
#include "views/shell/settings.h"
#include "views/shell/wrapped_text.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

QWidget *textOf(const QString &value, bool monospaced, QWidget *parent)
{
    QWidget *made = nullptr;
    if (WrappedText::isNeededFor(value))
        made = new WrappedText(value, parent);
    else {
        auto *label = new QLabel(value, parent);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setWordWrap(true);
        made = label;
    }
    if (monospaced)
        made->setFont(theme::monospaced());
    return made;
}

} // namespace

InspectorSection::InspectorSection(QString title, QWidget *parent) : QWidget(parent)
{
    setAccessibleName(title);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, theme::kGroup);
    outer->setSpacing(theme::kGrid / 2);
    auto *heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    outer->addWidget(heading);
    m_rows = new QVBoxLayout;
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(theme::kGrid / 2);
    outer->addLayout(m_rows);
}

void InspectorSection::addFact(const QString &label, const QString &value, const QString &hover, bool monospaced)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *name = new QLabel(label, row);
    name->setTextFormat(Qt::PlainText);
    name->setForegroundRole(QPalette::PlaceholderText);
    name->setFixedWidth(76);
    name->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    QWidget *text = textOf(value, monospaced, row);
    text->setAccessibleName(label);
    text->setToolTip(text::toolTip(hover));
    layout->addWidget(name, 0, Qt::AlignTop);
    layout->addWidget(text, 1);
    m_rows->addWidget(row);
    ++m_count;
}

void InspectorSection::addText(const QString &value, bool monospaced)
{
    QWidget *text = textOf(value, monospaced, this);
    text->setAccessibleName(value);
    m_rows->addWidget(text);
    ++m_count;
}

void InspectorSection::addLink(const QString &text, std::function<void()> run)
{
    auto *button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
    m_rows->addWidget(button, 0, Qt::AlignLeft);
    ++m_count;
}

void InspectorSection::clear()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    m_count = 0;
}

Inspector::Inspector(ViewContext context, QWidget *parent) : QScrollArea(parent), m_context(context)
{
    setAccessibleName(tr("Inspector"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(this);
    content->setAccessibleName(tr("Facts about what is selected"));
    m_layout = new QVBoxLayout(content);
    m_layout->setContentsMargins(theme::kGroup, theme::kMargin, theme::kMargin, theme::kMargin);
    m_layout->setSpacing(0);
    m_empty = new EmptyState(QStringLiteral("inspect"), tr("Nothing selected"), tr("Choose a line, a pattern or a finding: its facts appear here."), content);
    m_layout->addWidget(m_empty);
    m_layout->addStretch(1);
    setWidget(content);
    addOwnSections();
    connect(&m_context.workspace, &workspace::Workspace::selectionChanged, this, &Inspector::refresh);
    connect(&m_context.workspace, &workspace::Workspace::dataChanged, this, &Inspector::refresh);
    connect(&m_context.workspace, &workspace::Workspace::catalogChanged, this, &Inspector::refresh);
    connect(&m_context.workspace, &workspace::Workspace::sessionsChanged, this, &Inspector::refresh);
    connect(&m_context.workspace, &workspace::Workspace::filterResultChanged, this, &Inspector::refresh);
    connect(&m_context.settings, &Settings::zoneChanged, this, &Inspector::refresh);
    refresh();
}

void Inspector::addSection(const QString &title, Fill fill, bool first)
{
    auto *section = new InspectorSection(title, widget());
    m_layout->insertWidget(first ? m_first++ : m_layout->count() - 1, section);
    m_sections.emplace_back(section, std::move(fill));
    section->hide();
}

void Inspector::refresh()
{
    bool anything = false;
    for (auto &[section, fill] : m_sections) {
        section->clear();
        fill(*section);
        section->setVisible(!section->isEmpty());
        anything = anything || !section->isEmpty();
    }
    m_empty->setVisible(!anything);
}

} // namespace causeway::views
