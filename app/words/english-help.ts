/** What stands behind the question marks: two to four plain sentences for each part of the page. */

/** Parts of the page that explain themselves. */
export type HelpTopic =
  | "channels"
  | "onImage"
  | "recipe"
  | "plots"
  | "table"
  | "statistics"
  | "classes"
  | "selection"
  | "tools";

export const ENGLISH_HELP: Record<HelpTopic, string> = {
  channels:
    "Each channel has a colour and two limits: what is darker than the first is black, what is brighter than the second is shown full. Auto puts the limits where 0.1 % of the pixels lie beyond. All of this is only for the eye: measurements use the pixels as they were stored.",
  onImage:
    "What the last run found lies on the image in layers. The eye shows or hides a layer; the stripes change between outlines and filled objects. Click a name to set opacity and colour, for example by a measured column.",
  recipe:
    "A recipe is a list of steps from image to table, done in this order. Open a step to change its settings, drag it or press Alt and an arrow to move it, press Run to do it all. Nothing is lost: every change can be undone, and the recipe can be saved and used on other images.",
  plots:
    "Each plot shows what was measured, one value or dot for an object. Drag over it to select objects; they light up on the image and in the table as well. Objects cut by the edge of the image are left out, as their shape is not whole. More shows other kinds of plots, limits, and a download.",
  table:
    "Each row is an object. Click a title to sort by it, a row to select its object; Enter brings the object to the middle of the image. Columns says what each one means and chooses which are shown; Filter keeps rows by limits or a formula.",
  statistics:
    "Count, mean, median and spread of every measured column, for each image, class or time. SD is the spread of the objects that are there. Rows are objects: for a test between conditions, compare images, wells or animals instead.",
  classes:
    "A class is a name and a colour that you give to selected objects. Objects keep it in the table, in plots and in exports. Measurements do not change.",
  selection:
    "Selected objects are yellow on the image, in the plot and in the table at once. Conditions select by what was measured; a click, or Shift and a click, selects by hand. The medians tell how the selected differ from the others. X clears.",
  tools:
    "Draw an area to count only inside it, measure a length, or correct objects by hand: add with the brush, take away with the eraser, cut with the knife. Objects can be corrected once a recipe was run. Escape puts a tool down.",
};
