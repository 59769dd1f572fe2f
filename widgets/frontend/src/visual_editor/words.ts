/** What the visual editor says in Russian where its makers do not. */
export type Language = "en" | "ru";

const elements = {
  "grapesjs-mjml": {
    components: {
      names: {
        body: "Письмо", button: "Кнопка", column: "Колонка", oneColumn: "1 колонка", twoColumn: "2 колонки", threeColumn: "3 колонки",
        divider: "Линия", group: "Группа", hero: "Обложка", image: "Картинка", navBar: "Меню", navLink: "Ссылка меню", raw: "Код",
        section: "Секция", socialGroup: "Соцсети", socialElement: "Соцсеть", spacer: "Отступ", text: "Текст", wrapper: "Обёртка",
      },
    },
  },
};

export const WORDS: Record<Language, { elements: object }> = { en: { elements: {} }, ru: { elements } };
